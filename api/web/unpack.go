package web

import (
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
)

// unpacked reads what a gzip file holds, for whoever does not take it packed: from any place on, and without ever
// holding all of it in memory.
type unpacked struct {
	kept   io.ReadSeeker
	size   int64
	want   int64 // where the next read is to begin
	stream *gzip.Reader
	at     int64 // where the stream stands
}

// unpack takes a gzip file of less than 4 GiB, whose last four bytes tell how long it is when unpacked.
func unpack(kept io.ReadSeeker) (io.ReadSeeker, error) {
	var length [4]byte
	if _, err := kept.Seek(-int64(len(length)), io.SeekEnd); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(kept, length[:]); err != nil {
		return nil, err
	}
	u := &unpacked{kept: kept, size: int64(binary.LittleEndian.Uint32(length[:]))}
	return u, u.rewind()
}

func (u *unpacked) rewind() error {
	if _, err := u.kept.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var err error
	u.at = 0
	if u.stream == nil {
		u.stream, err = gzip.NewReader(u.kept)
		return err
	}
	return u.stream.Reset(u.kept)
}

// Read goes on where Seek said.
func (u *unpacked) Read(p []byte) (int, error) {
	if u.want < u.at {
		if err := u.rewind(); err != nil {
			return 0, err
		}
	}
	skipped, err := io.CopyN(io.Discard, u.stream, u.want-u.at)
	u.at += skipped
	if err != nil {
		return 0, err
	}
	n, err := u.stream.Read(p)
	u.at += int64(n)
	u.want = u.at
	return n, err
}

// Seek moves to a place at or after the beginning.
func (u *unpacked) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += u.want
	case io.SeekEnd:
		offset += u.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	u.want = offset
	return offset, nil
}
