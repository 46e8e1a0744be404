package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.kit.identity.Scope;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LfsRouteTest {

    private static final LfsOid OID = new LfsOid("0123456789abcdef".repeat(4));
    private static final UUID ID = UUID.fromString("7a0c0ffe-0000-4000-8000-000000000001");

    @Test
    void readsWhatTheClientAsksFor() {
        assertThat(LfsRoute.find("POST", "info/lfs/objects/batch")).contains(new LfsRoute.Batch());
        assertThat(LfsRoute.find("GET", "info/lfs/objects/" + OID)).contains(new LfsRoute.Download(OID));
        assertThat(LfsRoute.find("PUT", "info/lfs/objects/" + OID + "/12"))
                .contains(new LfsRoute.Upload(new LfsObject(OID, 12)));
        assertThat(LfsRoute.find("POST", "info/lfs/verify")).contains(new LfsRoute.Verify());
        assertThat(LfsRoute.find("POST", "info/lfs/locks")).contains(new LfsRoute.CreateLock());
        assertThat(LfsRoute.find("GET", "info/lfs/locks")).contains(new LfsRoute.ListLocks());
        assertThat(LfsRoute.find("POST", "info/lfs/locks/verify")).contains(new LfsRoute.VerifyLocks());
        assertThat(LfsRoute.find("POST", "info/lfs/locks/" + ID + "/unlock")).contains(new LfsRoute.Unlock(ID));
    }

    @Test
    void writesThePathsThatItReads() {
        LfsObject object = new LfsObject(OID, 12);

        assertThat(LfsRoute.find("GET", "info/lfs/" + LfsRoute.Paths.of(OID))).contains(new LfsRoute.Download(OID));
        assertThat(LfsRoute.find("PUT", "info/lfs/" + LfsRoute.Paths.of(object)))
                .contains(new LfsRoute.Upload(object));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, info/lfs/objects/batch",
        "POST, info/lfs/objects/0123",
        "PUT, info/lfs/objects/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "PUT, info/lfs/objects/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/-1",
        "PUT, info/lfs/objects/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef/1",
        "GET, info/lfs/objects/../0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "GET, info/lfs/objects/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde%66",
        "DELETE, info/lfs/objects/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "POST, info/lfs/locks/1/unlock",
        "POST, info/lfs",
        "POST, info/refs"
    })
    void knowsNothingElse(String method, String tail) {
        assertThat(LfsRoute.find(method, tail)).isEmpty();
    }

    @Test
    void needsTheRightToWriteForWhatWrites() {
        assertThat(new LfsRoute.Download(OID).scope()).isEqualTo(Scope.GIT_READ);
        assertThat(new LfsRoute.ListLocks().scope()).isEqualTo(Scope.GIT_READ);
        assertThat(new LfsRoute.Upload(new LfsObject(OID, 1)).scope()).isEqualTo(Scope.GIT_WRITE);
        assertThat(new LfsRoute.Verify().scope()).isEqualTo(Scope.GIT_WRITE);
        assertThat(new LfsRoute.CreateLock().scope()).isEqualTo(Scope.GIT_WRITE);
        assertThat(new LfsRoute.VerifyLocks().scope()).isEqualTo(Scope.GIT_WRITE);
        assertThat(new LfsRoute.Unlock(ID).scope()).isEqualTo(Scope.GIT_WRITE);
    }
}
