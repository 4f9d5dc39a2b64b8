package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type check struct {
	api     *api
	keys    note.Verifiers
	options options
}

func newCheck(api *api, o options) (*check, error) {
	keys := strings.Split(o.keys, ",")
	if o.keys == "" {
		listed, err := api.get("/logs/key")
		if err != nil {
			return nil, err
		}
		keys = strings.Fields(string(listed))
	}
	var verifiers []note.Verifier
	for _, key := range keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", key, err)
		}
		verifiers = append(verifiers, verifier)
	}
	return &check{api, note.VerifierList(verifiers...), o}, nil
}

// Opens a checkpoint (C2SP tlog-checkpoint) of this log.
func (c *check) open(log string, signed []byte) (tlog.Tree, error) {
	opened, err := note.Open(signed, c.keys)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	var tree tlog.Tree
	if len(lines) < 4 {
		return tree, errors.New("the note is no checkpoint")
	}
	if !strings.HasSuffix(lines[0], "/"+log) || (c.options.origin != "" && lines[0] != c.options.origin+"/"+log) {
		return tree, fmt.Errorf("the checkpoint is of %q", lines[0])
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &tree.N); err != nil || fmt.Sprint(tree.N) != lines[1] {
		return tree, fmt.Errorf("%q is no size", lines[1])
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Checks the signature of the last checkpoint, that each entry stands in its tree, and that the checkpoint kept from earlier is its beginning.
func (c *check) log(log string) error {
	signed, err := c.api.get("/logs/" + log + "/checkpoint")
	if err != nil {
		return err
	}
	tree, err := c.open(log, signed)
	if err != nil {
		return err
	}
	tiles := &tiles{c.api, log, map[tlog.Tile][]byte{}}
	hashes := tlog.TileHashReader(tree, tiles)
	if err := checkEntries(tree, tiles, hashes); err != nil {
		return err
	}
	for _, index := range []int64{0, tree.N / 2, tree.N - 1} {
		if err := checkInclusion(tree, hashes, index); err != nil {
			return err
		}
	}
	kept, err := c.checkKept(log, tree, hashes)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d entries under a checkpoint that is signed%s\n", log, tree.N, kept)
	return c.keep(log, signed)
}

func checkEntries(tree tlog.Tree, tiles *tiles, hashes tlog.HashReader) error {
	for from := int64(0); from < tree.N; from += 256 {
		entries, err := tiles.entries(from/256, int(min(256, tree.N-from)))
		if err != nil {
			return err
		}
		indexes := make([]int64, len(entries))
		for i := range entries {
			indexes[i] = tlog.StoredHashIndex(0, from+int64(i))
		}
		proven, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != proven[i] {
				return fmt.Errorf("entry %d is not the one in the tree", from+int64(i))
			}
		}
	}
	return nil
}

func checkInclusion(tree tlog.Tree, hashes tlog.HashReader, index int64) error {
	leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf[0])
}

func (c *check) checkKept(log string, tree tlog.Tree, hashes tlog.HashReader) (string, error) {
	if c.options.state == "" {
		return "", nil
	}
	signed, err := os.ReadFile(c.file(log))
	if errors.Is(err, fs.ErrNotExist) {
		return ", of which none was kept before", nil
	}
	if err != nil {
		return "", err
	}
	older, err := c.open(log, signed)
	if err != nil {
		return "", fmt.Errorf("the checkpoint kept: %w", err)
	}
	if older.N > tree.N {
		return "", fmt.Errorf("it has %d entries, and had %d", tree.N, older.N)
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		return "", fmt.Errorf("its first %d entries are not those that were kept: %w", older.N, err)
	}
	return fmt.Sprintf(", and begins with the %d kept", older.N), nil
}

func (c *check) keep(log string, signed []byte) error {
	if c.options.state == "" {
		return nil
	}
	return os.WriteFile(c.file(log), signed, 0o644)
}

func (c *check) file(log string) string {
	return filepath.Join(c.options.state, strings.ReplaceAll(log, "/", "~")+".checkpoint")
}

// Checks the proof of one event by what is in it and the key alone.
func (c *check) event(id string) error {
	body, err := c.api.get("/audit-events/" + id + "/proof")
	if err != nil {
		return err
	}
	var event struct {
		Log        string   `json:"log"`
		Index      int64    `json:"index"`
		Record     []byte   `json:"record"`
		Salt       string   `json:"salt"`
		Checkpoint string   `json:"checkpoint"`
		Proof      []string `json:"inclusion_proof"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return err
	}
	tree, err := c.open(event.Log, []byte(event.Checkpoint))
	if err != nil {
		return err
	}
	salt, err := hex.DecodeString(event.Salt)
	if err != nil {
		return err
	}
	entry := sha256.Sum256(append(salt, event.Record...))
	proof := make(tlog.RecordProof, len(event.Proof))
	for i, hash := range event.Proof {
		decoded, err := hex.DecodeString(hash)
		if err != nil || len(decoded) != tlog.HashSize {
			return fmt.Errorf("%q is no hash", hash)
		}
		proof[i] = tlog.Hash(decoded)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, event.Index, tlog.RecordHash(entry[:])); err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	fmt.Printf("%s: is entry %d of %s: %s\n", id, event.Index, event.Log, event.Record)
	return nil
}
