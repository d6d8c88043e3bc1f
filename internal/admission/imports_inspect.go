package admission

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/internal/authz"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
	"github.com/gatehouse-dev/gatehouse/internal/errs"
	"github.com/gatehouse-dev/gatehouse/internal/id"
	"github.com/gatehouse-dev/gatehouse/internal/sheet"
)

// inspect walks through a file once: how it is written, what its columns are called, how many rows it has. Errors:
// unsupported_media_type for what is no text; body_too_large for too many rows; validation_failed with file_empty,
// file_no_rows, file_header, row_too_long or quote_open.
func inspect(file io.ReadSeeker) (domain.Import, error) {
	format, err := sheet.Sniff(file)
	if err != nil {
		return domain.Import{}, fileFault(err)
	}
	i := domain.Import{
		State: domain.ImportMapping, Encoding: string(format.Encoding), Separator: string(format.Separator), OldBreaks: format.OldBreaks,
		Columns: []string{}, Mapping: domain.ImportColumns{}, RoleIDs: []id.Role{}, LocationIDs: []id.Location{},
		Problems: map[string]int64{},
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return i, err
	}
	rows := sheet.NewReader(file, format)
	first, err := rows.Next()
	if errors.Is(err, io.EOF) {
		err = sheet.ErrEmpty
	}
	if err != nil {
		return i, fileFault(err)
	}
	if first.Broken != "" {
		return i, badFile("file_header", "The first row, which names the columns, cannot be read. "+first.Broken)
	}
	entitle(&i, first.Cells)
	if i.TotalRows, err = countRows(rows); err != nil {
		return i, fileFault(err)
	}
	if i.Headerless {
		i.TotalRows++
	}
	switch {
	case i.TotalRows == 0:
		return i, badFile("file_no_rows", "The file has a first row with the names of its columns, and nobody below it.")
	case i.TotalRows > domain.MaxImportRows:
		return i, errs.Newf(errs.TooLarge, "body_too_large", "The file has %d rows; one import has at most %d. Split it.", i.TotalRows, domain.MaxImportRows)
	}
	return i, nil
}

// entitle finds out what the columns mean by the first row. Where that is sure, the rows can be checked.
func entitle(i *domain.Import, first []string) {
	if mapping, headerless := domain.GuessHeaderless(first); headerless {
		i.Headerless, i.Mapping = true, mapping
		for at := range first {
			i.Columns = append(i.Columns, fmt.Sprintf("Column %d", at+1))
		}
		if len(first) == 1 {
			i.State = domain.ImportChecking
		}
		return
	}
	for _, cell := range first {
		i.Columns = append(i.Columns, heading(cell))
	}
	i.Mapping = domain.GuessColumns(i.Columns)
	if _, known := i.Mapping[domain.FieldEmail]; known {
		i.State = domain.ImportChecking
	}
}

const maxHeading = 80

// heading makes a header's cell fit to be shown.
func heading(cell string) string {
	cell = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(cell, "�"), "\x00", "�")), " ")
	if utf8.RuneCountInString(cell) > maxHeading {
		cell = string([]rune(cell)[:maxHeading]) + "…"
	}
	return cell
}

func countRows(rows *sheet.Reader) (int64, error) {
	for n := int64(0); ; n++ {
		_, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// fileFault says in the contract's words what is wrong with a file.
func fileFault(err error) error {
	var at *sheet.At
	switch {
	case errors.Is(err, sheet.ErrEmpty):
		return badFile("file_empty", "The file is empty.")
	case errors.Is(err, sheet.ErrNotText):
		return errs.New(errs.Unsupported, "unsupported_media_type",
			"This is no text: it looks like a workbook, an archive or a picture. Save the table as CSV, and upload that.")
	case errors.As(err, &at) && errors.Is(err, sheet.ErrOpenQuote):
		return badFile("quote_open", fmt.Sprintf("In line %d a quotation mark opens a cell that is never closed, so that nobody can tell where the row ends.", at.Line))
	case errors.As(err, &at):
		return badFile("row_too_long", fmt.Sprintf("The row at line %d is longer than %d bytes. Is a quotation mark missing there?", at.Line, sheet.MaxRow))
	}
	return err
}

func badFile(code, detail string) error {
	return errs.Validation(errs.Field{Pointer: "", Code: code, Detail: detail})
}

// ImportSample is a file to begin with: the columns, and people who do not exist.
func (s *Service) ImportSample(authz.Pass) []byte {
	return []byte("email,name,role,location,message\r\n" +
		"ana.souza@example.com,Ana Souza,Member,,Welcome aboard!\r\n" +
		"li.wei@example.com,Li Wei,Member|Approver,,\r\n")
}
