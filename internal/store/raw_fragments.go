package store

import "fmt"

// TakeInFragments takes the groups of letters of up to so many fresh search texts into SQLite's tables of them, and tells
// whether more are fresh; bookkeeping. PostgreSQL does the same by itself. Reason: the tables are of all workspaces, and
// give nothing. They have to be written raw because GORM knows no virtual tables.
func (tx *Tx) TakeInFragments(limit int) (more bool, err error) {
	if tx.store.engine != SQLite {
		return false, nil
	}
	for _, of := range []struct{ one, table string }{{"user", "users"}, {"invitation", "invitations"}} {
		const oldest = " WHERE k.fresh ORDER BY k.workspace_id, k.owner_id LIMIT ?" // as the index of what is fresh has them
		keys := of.one + "_fragment_keys"
		err := tx.door().Exec("INSERT OR REPLACE INTO "+of.one+"_fragments (rowid, search) SELECT k.number, o.search FROM "+keys+" k JOIN "+
			of.table+" o ON o.workspace_id = k.workspace_id AND o.id = k.owner_id"+oldest, limit).Error
		if err != nil {
			return false, fmt.Errorf("take in parts of %s: %w", of.table, err)
		}
		done := tx.door().Exec("UPDATE "+keys+" SET fresh = false WHERE number IN (SELECT k.number FROM "+keys+" k"+oldest+")", limit)
		if done.Error != nil {
			return false, fmt.Errorf("note what was taken in of %s: %w", of.table, done.Error)
		}
		more = more || done.RowsAffected == int64(limit)
	}
	return more, nil
}
