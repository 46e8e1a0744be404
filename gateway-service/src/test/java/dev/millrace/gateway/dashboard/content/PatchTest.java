package dev.millrace.gateway.dashboard.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatchTest {

    private static final String RAW = """
            diff --git a/a.txt b/a.txt
            --- a/a.txt
            +++ b/a.txt
            @@ -3,3 +3,3 @@ head
             same
            -old
            +new
            \\ No newline at end of file
            @@ -20 +20,2 @@
            --- looks like a head
            """;

    @Test
    void numbersTheLinesOfBothSides() {
        assertThat(Patch.read(RAW, 100))
                .extracting(Patch.Line::kind, Patch.Line::old, Patch.Line::now, Patch.Line::text)
                .containsExactly(
                        tuple("hunk", "", "", "@@ -3,3 +3,3 @@ head"),
                        tuple("same", "3", "3", "same"),
                        tuple("del", "4", "", "old"),
                        tuple("add", "", "4", "new"),
                        tuple("note", "", "", "No newline at end of file"),
                        tuple("hunk", "", "", "@@ -20 +20,2 @@"),
                        tuple("del", "20", "", "-- looks like a head"));
    }

    @Test
    void readsNoMoreLinesThanItMay() {
        assertThat(Patch.read(RAW, 2)).hasSize(2);
        assertThat(Patch.read("GIT binary patch\n", 10)).isEqualTo(List.of());
    }
}
