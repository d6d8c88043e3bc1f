package rest

func refusals() []error {
	return []error{
		errs.New(errs.Conflict, "already_member", "This person belongs to the workspace "+"already."),
		errs.Newf(errs.Conflict, "already_invited", "%s was invited already.", "Ana"),
	}
}
