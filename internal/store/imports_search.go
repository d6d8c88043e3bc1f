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
	var counted []int64
	var err error
	if r.Count {
		if counted, err = importRowsHaving(of, text, 0, page.CountedTo+1); err != nil {
			return page.Of[domain.ImportRow]{}, err
		}
	}
	numbers := slices.DeleteFunc(slices.Clone(counted), func(n int64) bool { return n <= after })
	if !r.Count || len(counted) > page.CountedTo && len(numbers) <= r.Limit {
		if numbers, err = importRowsHaving(of, text, after, r.Limit+1); err != nil {
			return page.Of[domain.ImportRow]{}, err
		}
	}
	var list []domain.ImportRow
	if err := of().Where("number IN ?", numbers[:min(len(numbers), r.Limit+1)]).Find(&list).Error; err != nil {
		return page.Of[domain.ImportRow]{}, err
	}
	p := page.Cut(list, r.Limit, importRowKeys)
	if r.Count {
		p.Total = countedTo(len(counted))
	}
	return p, nil
}

// importRowsHaving gives the numbers of so many rows behind one that have the text.
func importRowsHaving(of func() *gorm.DB, text string, after int64, limit int) ([]int64, error) {
	var numbers []int64
	for {
		var some []domain.ImportRow
		err := mayHave(of(), text).Select("number", "cells", "mended").Where("number > ?", after).Limit(searchedTogether).Find(&some).Error
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

// mayHave leaves out rows that surely have not the text. Letters of ASCII that JSON writes as they are stand in it as they stand
// in a cell, unless a cell has others, of which some fold to them.
func mayHave(q *gorm.DB, text string) *gorm.DB {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }) {
		return q
	}
	return q.Where("(lower(cells || mended) LIKE ? ESCAPE '\\' OR octet_length(cells || mended) <> length(cells || mended))", "%"+escapeLike(text)+"%")
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
