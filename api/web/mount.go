package web

import "github.com/labstack/echo/v4"

// Frame is what every operation stands in.
type Frame struct{}

func (f *Frame) public(_ Operation, _ PublicHandler) echo.HandlerFunc { return nil }

func (f *Frame) signedIn(_ Operation, _ SignedInHandler) echo.HandlerFunc { return nil }

func (f *Frame) inWorkspace(_ Operation, _ WorkspaceHandler) echo.HandlerFunc { return nil }
