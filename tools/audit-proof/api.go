package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Far above what the API answers to what is asked here.
const maxBytes = 1 << 20

type api struct{ base, token string }

func (a *api) get(path string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, a.base+path, nil)
	if err != nil {
		return nil, err
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBytes))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s: %s", path, response.Status, strings.TrimSpace(string(body)))
	}
	return body, nil
}

// The names of all logs of which something is signed.
func (a *api) logs() ([]string, error) {
	body, err := a.get("/logs")
	if err != nil {
		return nil, err
	}
	var list struct {
		Data []struct {
			Name       string `json:"name"`
			SignedSize int64  `json:"signed_size"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	var names []string
	for _, log := range list.Data {
		if log.SignedSize > 0 {
			names = append(names, log.Name)
		}
	}
	return names, nil
}

// Tiles of one log, which tlog checks against a tree before it believes them.
type tiles struct {
	api   *api
	log   string
	known map[tlog.Tile][]byte
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		data, ok := t.known[tile]
		if !ok {
			// C2SP tlog-tiles leaves out the height, which is always 8.
			var err error
			if data, err = t.api.get(fmt.Sprintf("/logs/%s/tile/%s", t.log, strings.TrimPrefix(tile.Path(), "tile/8/"))); err != nil {
				return nil, err
			}
		}
		read[i] = data
	}
	return read, nil
}

func (t *tiles) SaveTiles(checked []tlog.Tile, data [][]byte) {
	for i, tile := range checked {
		t.known[tile] = data[i]
	}
}

// The entries from the first of bundle n on, of which there are width.
func (t *tiles) entries(n int64, width int) ([][]byte, error) {
	path := strings.TrimPrefix(tlog.Tile{H: 8, L: 0, N: n, W: width}.Path(), "tile/8/0/")
	bundle, err := t.api.get(fmt.Sprintf("/logs/%s/tile/entries/%s", t.log, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(bundle[0])<<8+int(bundle[1]) {
			return nil, fmt.Errorf("bundle %d is cut off", n)
		}
		end := 2 + int(bundle[0])<<8 + int(bundle[1])
		entries, bundle = append(entries, bundle[2:end]), bundle[end:]
	}
	if len(entries) != width {
		return nil, fmt.Errorf("bundle %d has %d entries, not %d", n, len(entries), width)
	}
	return entries, nil
}
