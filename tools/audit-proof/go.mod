module latchkey/audit-proof

go 1.25.0

// Before 0.40.0 tiles were believed that no parent vouched for (CVE-2026-56865).
require golang.org/x/mod v0.40.0
