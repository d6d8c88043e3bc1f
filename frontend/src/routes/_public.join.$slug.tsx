import { createFileRoute } from '@tanstack/react-router';
import { AskPage } from '@/features/join/ask-page';
import { joinPageQuery } from '@/features/join/join';

export const Route = createFileRoute('/_public/join/$slug')({
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(joinPageQuery(params.slug));
    void import('@/features/join/ask-form');
  },
  component: JoinRoute,
});

function JoinRoute() {
  const { slug } = Route.useParams();
  return <AskPage key={slug} slug={slug} />;
}
