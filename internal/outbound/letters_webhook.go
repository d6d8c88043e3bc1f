package outbound

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// webhookDisabled tells whoever may mend it that the house sends nothing more to an endpoint, and why.
func webhookDisabled(d domain.MailData) letter {
	why := "Nothing is sent to it any more."
	switch domain.DisabledReason(d.Reason) {
	case domain.DisabledGone:
		why = "Its endpoint answered that it is gone for good (410), so nothing is sent to it any more."
	case domain.DisabledFailing:
		why = "Its endpoint took nothing for three days, so nothing is sent to it any more."
	case domain.DisabledOwner:
		why = "Whoever made or last changed it may not manage webhooks any more, so nothing is sent in their name."
	}
	return letter{
		Subject: "A webhook of " + d.WorkspaceName + " was disabled", Heading: "A webhook was disabled",
		Lines: []string{
			greeting(d.Name), "The webhook " + d.Webhook + " of " + d.WorkspaceName + " was disabled. " + why,
			"What happens in the meantime is not sent later; the audit log has it. What was on its way can be sent again from the log of deliveries.",
		},
		Button: "Look at the webhooks",
		Notes:  []string{"You get this because your role in " + d.WorkspaceName + " lets you manage webhooks."},
	}
}
