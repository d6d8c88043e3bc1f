package domain

import "slices"

// headings are the words by which people call the columns, folded and without spaces, hyphens and the like.
func headings(f ImportField) []string {
	switch f {
	case FieldEmail:
		return []string{"email", "mail", "emailaddress", "mailaddress", "emailadresse", "mailadresse", "adressemail", "correo", "correoelectronico", "courriel", "emailaddresses"}
	case FieldName:
		return []string{"name", "fullname", "displayname", "person", "nom", "nombre", "vollername"}
	case FieldRole:
		return []string{"role", "roles", "rolle", "rollen", "rol", "permission", "permissions"}
	case FieldLocation:
		return []string{"location", "locations", "site", "branch", "depot", "office", "standort", "ort", "lieu", "sede"}
	case FieldMessage:
		return []string{"message", "note", "comment", "nachricht", "mensaje"}
	}
	return nil
}

// GuessColumns finds out by the header's cells which column holds which field; whatever is not sure is left out.
func GuessColumns(header []string) ImportColumns {
	out := ImportColumns{}
	for _, f := range ImportFields() {
		for at, cell := range header {
			if slices.Contains(headings(f), bareWord(cell)) {
				out[f] = at
				break
			}
		}
	}
	return out
}

// bareWord gives the letters of a heading.
func bareWord(cell string) string {
	var out []rune
	for _, r := range Fold(cell) {
		if r >= 'a' && r <= 'z' || r > 0x7f {
			out = append(out, r)
		}
	}
	return string(out)
}

// GuessHeaderless tells by the first row of a file whether it is a person already, because an address stands in it, and
// in which column that is.
func GuessHeaderless(first []string) (ImportColumns, bool) {
	for at, cell := range first {
		if _, bad := ParseEmail("", cell); bad == nil {
			return ImportColumns{FieldEmail: at}, true
		}
	}
	return nil, false
}
