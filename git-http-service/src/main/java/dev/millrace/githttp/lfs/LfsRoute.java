package dev.millrace.githttp.lfs;

import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.kit.identity.Scope;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The operation that a method and a path below {@code .git/} request. */
sealed interface LfsRoute {

    /** Prefix of all LFS paths. */
    String ROOT = "info/lfs/";

    /** The minimum scope of the token. */
    Scope scope();

    /** A batch, for download or upload; upload needs a larger scope, which only the body reveals. */
    record Batch() implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_READ;
        }
    }

    /** The bytes of an object. */
    record Download(LfsOid oid) implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_READ;
        }
    }

    /** A new object. */
    record Upload(LfsObject announced) implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_WRITE;
        }
    }

    /** Whether an upload has arrived. */
    record Verify() implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_WRITE;
        }
    }

    /** Creates a lock. */
    record CreateLock() implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_WRITE;
        }
    }

    /** Lists locks. */
    record ListLocks() implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_READ;
        }
    }

    /** Lists locks that would block a push. */
    record VerifyLocks() implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_WRITE;
        }
    }

    /** Removes a lock. */
    record Unlock(UUID id) implements LfsRoute {
        @Override
        public Scope scope() {
            return Scope.GIT_WRITE;
        }
    }

    /**
     * Parses a request line.
     *
     * @param tail of the path, after {@code .git/}
     */
    static Optional<LfsRoute> find(String method, String tail) {
        if (!tail.startsWith(ROOT)) {
            return Optional.empty();
        }
        String path = tail.substring(ROOT.length());
        return switch (method) {
            case "POST" -> post(path);
            case "PUT" -> Paths.upload(path);
            case "GET", "HEAD" -> path.equals("locks") ? Optional.of(new ListLocks()) : Paths.download(path);
            default -> Optional.empty();
        };
    }

    private static Optional<LfsRoute> post(String path) {
        return switch (path) {
            case "objects/batch" -> Optional.of(new Batch());
            case "verify" -> Optional.of(new Verify());
            case "locks" -> Optional.of(new CreateLock());
            case "locks/verify" -> Optional.of(new VerifyLocks());
            default -> Paths.unlock(path);
        };
    }

    /** Paths that contain a value. */
    final class Paths {

        private static final Pattern OBJECT = Pattern.compile("objects/([0-9a-f]{64})");
        private static final Pattern SIZED = Pattern.compile("objects/([0-9a-f]{64})/([0-9]{1,18})");
        private static final Pattern UNLOCK =
                Pattern.compile("locks/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/unlock");

        private Paths() {}

        static String of(LfsOid oid) {
            return "objects/" + oid;
        }

        static String of(LfsObject object) {
            return "objects/" + object.oid() + "/" + object.size();
        }

        private static Optional<LfsRoute> download(String path) {
            var match = OBJECT.matcher(path);
            return match.matches() ? Optional.of(new Download(new LfsOid(match.group(1)))) : Optional.empty();
        }

        private static Optional<LfsRoute> upload(String path) {
            var match = SIZED.matcher(path);
            return match.matches()
                    ? Optional.of(new Upload(new LfsObject(new LfsOid(match.group(1)), Long.parseLong(match.group(2)))))
                    : Optional.empty();
        }

        private static Optional<LfsRoute> unlock(String path) {
            var match = UNLOCK.matcher(path);
            return match.matches() ? Optional.of(new Unlock(UUID.fromString(match.group(1)))) : Optional.empty();
        }
    }
}
