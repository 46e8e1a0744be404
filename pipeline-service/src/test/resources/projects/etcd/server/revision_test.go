package server

import "testing"

func TestRevision(t *testing.T) {
	if Revision() != 1 {
		t.Fatal("the first revision is 1")
	}
}
