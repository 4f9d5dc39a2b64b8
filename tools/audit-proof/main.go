// Audit-proof checks the audit logs of a Latchkey by nothing but its HTTP API and the libraries of Go's checksum database.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	url := flag.String("url", "http://127.0.0.1:3003", "where the auditor is")
	keys := flag.String("keys", "", "verifier keys that are trusted, separated by commas; default those that the auditor lists, which proves nothing of whose they are")
	origin := flag.String("origin", "", "what the origin of each log has to begin with; default whatever it is")
	log := flag.String("log", "", "the log to check, as token-events/0; default all")
	state := flag.String("state", "", "folder in which checkpoints are kept from run to run, each checked to begin the next")
	event := flag.String("event", "", "id of an event whose proof is checked as well, with a token in LATCHKEY_TOKEN")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(64)
	}
	if err := run(options{*url, *keys, *origin, *log, *state, *event, os.Getenv("LATCHKEY_TOKEN")}); err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
}

type options struct{ url, keys, origin, log, state, event, token string }

func run(o options) error {
	api := &api{base: strings.TrimSuffix(o.url, "/"), token: o.token}
	check, err := newCheck(api, o)
	if err != nil {
		return err
	}
	logs := []string{o.log}
	if o.log == "" {
		if logs, err = api.logs(); err != nil {
			return err
		}
	}
	if len(logs) == 0 {
		return errors.New("nothing is signed yet")
	}
	for _, log := range logs {
		if err := check.log(log); err != nil {
			return fmt.Errorf("%s: %w", log, err)
		}
	}
	if o.event == "" {
		return nil
	}
	return check.event(o.event)
}
