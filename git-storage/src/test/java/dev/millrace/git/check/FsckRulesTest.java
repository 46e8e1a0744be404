package dev.millrace.git.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.check.FsckRules.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class FsckRulesTest {

    private static final ObjectId ID = ObjectId.fromString("1111111111111111111111111111111111111111");

    @Test
    void refusesOnPushWhatCouldHarmAReader() {
        for (String name : new String[] {".git", ".GIT", "git~1", "..", ".", "a/b", ".git "}) {
            FsckRules.Check check = FsckRules.forPush().newCheck();

            assertThatThrownBy(() -> check.check(ID, Constants.OBJ_TREE, tree("100644 " + name)))
                    .as(name)
                    .isInstanceOf(CorruptObjectException.class);
        }
    }

    @Test
    void takesEverythingOnSyncAndReportsIt() {
        FsckRules.Check check = FsckRules.forSync().newCheck();

        assertThatCode(() -> {
                    check.check(ID, Constants.OBJ_TREE, tree("0100644 .git"));
                    check.check(ID, Constants.OBJ_COMMIT, "nonsense".getBytes(StandardCharsets.UTF_8));
                })
                .doesNotThrowAnyException();

        assertThat(check.warnings())
                .anyMatch(warning -> warning.contains("zeroPaddedFilemode") && warning.contains(ID.name()))
                .anyMatch(warning -> warning.contains("hasDotgit"))
                .anyMatch(warning -> warning.contains("missingTree"));
        assertThat(check.warned()).isEqualTo(5);
    }

    @Test
    void stillFindsTheErrorBehindAWarning() {
        FsckRules.Check check = FsckRules.forPush().newCheck();

        assertThatThrownBy(() -> check.check(ID, Constants.OBJ_TREE, tree("0100644 .git")))
                .hasMessageContaining("hasDotgit");
    }

    @Test
    void warnsOfEveryObjectAnew() throws CorruptObjectException {
        FsckRules.Check check = FsckRules.forPush().newCheck();

        for (int i = 0; i < 25; i++) {
            check.check(ID, Constants.OBJ_TREE, tree("0100644 padded"));
        }

        assertThat(check.warned()).isEqualTo(25);
        assertThat(check.warnings()).hasSize(20);
    }

    @Test
    void looksIntoGitmodulesUnlessAllOfItsFaultsAreTaken() throws CorruptObjectException {
        FsckRules.Check strict = FsckRules.forPush().newCheck();
        FsckRules.Check lenient = FsckRules.forSync().newCheck();

        strict.check(ID, Constants.OBJ_TREE, tree("100644 .gitmodules"));
        lenient.check(ID, Constants.OBJ_TREE, tree("100644 .gitmodules"));

        assertThat(strict.getGitsubmodules()).hasSize(1);
        assertThat(lenient.getGitsubmodules()).isEmpty();
    }

    @Test
    void knowsTheIdsOfGit() {
        assertThatThrownBy(() -> FsckRules.forPush().with(Map.of("nosuchid", Severity.WARN)))
                .hasMessageContaining("nosuchid");
        assertThatCode(() -> FsckRules.forPush().with(Map.of("HASDOTDOT", Severity.IGNORE)))
                .doesNotThrowAnyException();
    }

    private static byte[] tree(String modeAndName) {
        byte[] head = (modeAndName + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] tree = Arrays.copyOf(head, head.length + Constants.OBJECT_ID_LENGTH);
        Arrays.fill(tree, head.length, tree.length, (byte) 0x11);
        return tree;
    }
}
