package store

import (
	"fmt"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/id"
)

// LocalMailsKept is how many messages the local outbox holds; older ones make room.
const LocalMailsKept = 500

// AddLocalMail puts a rendered message into the local outbox. The same mail twice is there once.
func (tx *Tx) AddLocalMail(m domain.LocalMail) error {
	if err := tx.db.Where("id = ?", m.ID).Delete(&domain.LocalMail{}).Error; err != nil {
		return fmt.Errorf("replace local mail: %w", err)
	}
	if err := tx.db.Create(&m).Error; err != nil {
		return fmt.Errorf("add local mail: %w", err)
	}
	var oldest domain.LocalMail
	found := plain[domain.LocalMail](tx).Select("id").Order("id DESC").Offset(LocalMailsKept).Limit(1).Find(&oldest)
	if found.Error != nil || found.RowsAffected == 0 {
		return found.Error
	}
	return tx.db.Where("id <= ?", oldest.ID).Delete(&domain.LocalMail{}).Error
}

// LocalMails lists the newest messages of the local outbox.
func (tx *Tx) LocalMails(limit int) ([]domain.LocalMail, error) {
	var all []domain.LocalMail
	err := plain[domain.LocalMail](tx).Order("created_at DESC, id DESC").Limit(limit).Find(&all).Error
	return all, err
}

// LocalMail gives one message of the local outbox; ErrMissing where it is not there.
func (tx *Tx) LocalMail(one id.Mail) (domain.LocalMail, error) {
	return take[domain.LocalMail](plain[domain.LocalMail](tx).Where("id = ?", one))
}
