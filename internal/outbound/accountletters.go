package outbound

import "github.com/gatehouse-dev/gatehouse/internal/domain"

// accountLetter finds the words of the messages about somebody's own account; false where the kind is none.
func accountLetter(kind domain.MailKind, d domain.MailData) (letter, bool) {
	switch kind {
	case domain.MailEmailConfirm:
		return emailConfirm(d), true
	case domain.MailEmailLeaving:
		return emailLeaving(d), true
	case domain.MailEmailTaken:
		return emailTaken(d), true
	case domain.MailEmailChanged:
		return emailChanged(d), true
	case domain.MailNewDevice:
		return newDevice(d), true
	}
	return letter{}, false
}

func emailConfirm(d domain.MailData) letter {
	return letter{
		Subject: "Confirm your new e-mail address", Heading: "Is this your address?",
		Lines: []string{
			greeting(d.Name),
			"The account of " + d.Email + " is to have this e-mail address instead. Confirm that this mailbox is yours.",
			"The old address is asked too. Nothing changes before both have confirmed.",
		},
		Button: "Confirm or refuse",
		Notes: []string{
			"The link works once, until " + moment(d.ExpiresAt) + ". Opening it changes nothing: you decide on the page.",
			"You know nothing of this? Ignore this e-mail, or refuse on the page.",
		},
	}
}

func emailLeaving(d domain.MailData) letter {
	return letter{
		Subject: "Your e-mail address is about to change", Heading: "Do you want another address?",
		Lines: []string{
			greeting(d.Name),
			"Somebody, most likely you, asked that your account should have the address " + d.Email + " instead of this one.",
			"Nothing changes before both addresses have confirmed it. Was it not you? Refuse on the page, and then set a new password: whoever asked was signed in as you.",
		},
		Button: "Confirm or refuse",
		Notes: []string{
			"The link works once, until " + moment(d.ExpiresAt) + ". Opening it changes nothing: you decide on the page.",
		},
	}
}

func emailTaken(d domain.MailData) letter {
	return letter{
		Subject: "Somebody wanted to use your e-mail address", Heading: "Your address stays yours",
		Lines: []string{
			greeting(""),
			"Somebody asked to use " + d.Email + " for another account. This address has an account already, so nothing was changed.",
			"Was it you? Sign in with this address, or delete the account that has it first.",
		},
		Button: "Sign in",
		Notes:  []string{"You need not do anything. Whoever asked was not told that this address is known here."},
	}
}

func emailChanged(d domain.MailData) letter {
	return letter{
		Subject: "Your e-mail address was changed", Heading: "Your e-mail address was changed",
		Lines: []string{
			greeting(d.Name),
			"Your account now has the address " + d.Email + ". Sign in with it from now on. You were signed out everywhere else.",
		},
		Notes: []string{"Both addresses confirmed this. Was it not you? Tell an administrator of your workspace at once."},
	}
}

func newDevice(d domain.MailData) letter {
	list := []string{"Device: " + d.Device}
	if d.Network != "" {
		list = append(list, "Network: "+d.Network)
	}
	return letter{
		Subject: "New sign-in to your account", Heading: "New sign-in",
		Lines: []string{greeting(d.Name), "Somebody, most likely you, signed in to your account on a device that was not seen before."},
		List:  append(list, "Time: "+moment(d.At)), Button: "See where you are signed in", Link: d.Link,
		Notes: []string{"Was it not you? End that session on the page, and set a new password."},
	}
}
