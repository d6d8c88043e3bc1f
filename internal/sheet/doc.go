// Package sheet reads tables that people save from spreadsheets as text (RFC 4180 and its relatives) a row at a time,
// in whichever encoding and with whichever separator they were saved. It knows nothing of what the cells mean, and holds
// no more than one row in memory.
package sheet
