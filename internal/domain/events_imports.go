package domain

// What happens to a bulk invitation. Each person that it invites has an entry of their own, which names it.
type (
	ImportCreated struct {
		Import    Import `audit:"drop"`
		FileName  string `audit:"keep"`
		TotalRows int64  `audit:"keep"`
	}
	ImportUpdated struct {
		Import Import            `audit:"drop"`
		Fields map[string]Change `audit:"keep"`
	}
	ImportChecked struct {
		Import    Import `audit:"drop"`
		ValidRows int64  `audit:"keep"`
	}
	ImportStarted struct {
		Import    Import `audit:"drop"`
		ValidRows int64  `audit:"keep"`
	}
	ImportDoneEvent struct {
		Import     Import `audit:"drop"`
		DoneRows   int64  `audit:"keep"`
		FailedRows int64  `audit:"keep"`
	}
	ImportCancelledEvent struct {
		Import   Import `audit:"drop"`
		DoneRows int64  `audit:"keep"`
	}
	ImportStoppedEvent struct {
		Import      Import `audit:"drop"`
		DoneRows    int64  `audit:"keep"`
		RevokedRows int64  `audit:"keep"`
		Reason      string `audit:"keep"`
	}
	ImportRevokeAsked struct {
		Import   Import `audit:"drop"`
		DoneRows int64  `audit:"keep"`
	}
	ImportRevokedEvent struct {
		Import      Import `audit:"drop"`
		RevokedRows int64  `audit:"keep"`
	}
)

func (ImportCreated) Type() EventType        { return "import.created" }
func (ImportUpdated) Type() EventType        { return "import.updated" }
func (ImportChecked) Type() EventType        { return "import.checked" }
func (ImportStarted) Type() EventType        { return "import.started" }
func (ImportDoneEvent) Type() EventType      { return "import.done" }
func (ImportCancelledEvent) Type() EventType { return "import.cancelled" }
func (ImportStoppedEvent) Type() EventType   { return "import.stopped" }
func (ImportRevokeAsked) Type() EventType    { return "import.revoke_asked" }
func (ImportRevokedEvent) Type() EventType   { return "import.revoked" }

func (e ImportCreated) Target() Ref        { return importRef(e.Import) }
func (e ImportUpdated) Target() Ref        { return importRef(e.Import) }
func (e ImportChecked) Target() Ref        { return importRef(e.Import) }
func (e ImportStarted) Target() Ref        { return importRef(e.Import) }
func (e ImportDoneEvent) Target() Ref      { return importRef(e.Import) }
func (e ImportCancelledEvent) Target() Ref { return importRef(e.Import) }
func (e ImportStoppedEvent) Target() Ref   { return importRef(e.Import) }
func (e ImportRevokeAsked) Target() Ref    { return importRef(e.Import) }
func (e ImportRevokedEvent) Target() Ref   { return importRef(e.Import) }

func importRef(i Import) Ref { return Ref{Kind: "import", ID: string(i.ID), Label: i.FileName} }

// NoticeProgress is what live streams are told while an import works.
const NoticeProgress EventType = "import.progress"
