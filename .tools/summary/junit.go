package main

import "encoding/xml"

// readJUnit reads a JUnit report, as Schemathesis writes it: a case for each operation of the API document.
func readJUnit(text []byte) (result, error) {
	var report struct {
		Suites []struct {
			Cases []struct {
				Name     string     `xml:"name,attr"`
				Failures []said     `xml:"failure"`
				Errors   []said     `xml:"error"`
				Skipped  []struct{} `xml:"skipped"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &report); err != nil {
		return result{}, err
	}
	var r result
	for _, suite := range report.Suites {
		for _, c := range suite.Cases {
			switch bad := append(c.Failures, c.Errors...); {
			case len(bad) > 0:
				r.failed++
				r.failures = append(r.failures, because(c.Name, bad[0].Message+"\n"+bad[0].Text))
			case len(c.Skipped) > 0:
				r.skipped++
			default:
				r.passed++
			}
		}
	}
	return r, nil
}

type said struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}
