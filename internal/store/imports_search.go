package store

import (
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/page"
)

// searchedTogether is how many rows are looked at before the next ones are read.
const searchedTogether = 1000

// searchImportRows is ImportRows for the rows in one of whose cells a text stands, as it is. The cells are kept as JSON, where
// commas, brackets, quotes and the names of fields stand as well, and quotes otherwise than they were written: so the cells
// themselves are looked at, on both engines alike.
func searchImportRows(of func() *gorm.DB, text string, r page.Request) (page.Of[domain.ImportRow], error) {
	after := int64(0)
	if len(r.After) == 1 {
		after, _ = strconv.ParseInt(r.After[0], 10, 64) // of a cursor, which was signed here
	}
	numbers, err := importRowsHaving(of, text, after, r.Limit+1)
	if err != nil {
		return page.Of[domain.ImportRow]{}, err
	}
	var list []domain.ImportRow
	if err := of().Where("number IN ?", numbers).Find(&list).Error; err != nil {
		return page.Of[domain.ImportRow]{}, err
	}
	p := page.Cut(list, r.Limit, importRowKeys)
	if !r.Count {
		return p, nil
	}
	counted, err := importRowsHaving(of, text, 0, page.CountedTo+1)
	p.Total = countedTo(len(counted))
	return p, err
}

// importRowsHaving gives the numbers of so many rows behind one that have the text.
func importRowsHaving(of func() *gorm.DB, text string, after int64, limit int) ([]int64, error) {
	var numbers []int64
	for {
		var some []domain.ImportRow
		err := of().Select("number", "cells", "mended").Where("number > ?", after).Limit(searchedTogether).Find(&some).Error
		if err != nil {
			return nil, err
		}
		for _, row := range some {
			if hasText(row, text) {
				numbers = append(numbers, row.Number)
			}
			if len(numbers) == limit {
				return numbers, nil
			}
		}
		if len(some) < searchedTogether {
			return numbers, nil
		}
		after = some[len(some)-1].Number
	}
}

func hasText(row domain.ImportRow, text string) bool {
	has := func(cell string) bool { return strings.Contains(domain.Fold(cell), text) }
	if slices.ContainsFunc(row.Cells, has) {
		return true
	}
	for _, cell := range row.Mended {
		if has(cell) {
			return true
		}
	}
	return false
}

func importRowKeys(r domain.ImportRow) []string { return []string{strconv.FormatInt(r.Number, 10)} }

func countedTo(n int) *page.Total {
	return &page.Total{Value: int64(min(n, page.CountedTo)), Exact: n <= page.CountedTo}
}
