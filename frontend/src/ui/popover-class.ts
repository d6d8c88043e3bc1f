/** The floating panel of menus and selects. */
export const popoverClass =
  'edge max-h-[inherit] min-w-48 overflow-auto rounded-lg bg-raised p-1 shadow-pop outline-none animate-[fade_90ms]';

export const itemClass =
  'group flex cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 py-1.5 outline-none max-sm:min-h-11 focus:bg-sunken data-[disabled]:opacity-50 forced-colors:focus:outline-2 forced-colors:focus:outline-solid forced-colors:focus:-outline-offset-2';
