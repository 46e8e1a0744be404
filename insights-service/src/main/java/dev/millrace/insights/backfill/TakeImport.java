package dev.millrace.insights.backfill;

import dev.millrace.insights.backfill.ImportFormat.Reader;
import dev.millrace.insights.backfill.ImportLine.Invalid;
import dev.millrace.insights.backfill.ImportRow.LineError;
import dev.millrace.insights.backfill.ImportRow.State;
import dev.millrace.insights.backfill.ImportStore.Part;
import dev.millrace.insights.backfill.ImportStore.StoredLine;
import dev.millrace.insights.query.OpenScope;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the body of an import, refuses lines that cannot be recorded, and stores the others in parts. */
@Singleton
final class TakeImport {

    /** Of one body. */
    static final long LARGEST = 32L << 20;

    private static final int MOST_UNFINISHED = 20;
    private static final int MOST_REPOSITORIES = 1_000;
    private static final int LINES_OF_PART = 500;
    private static final int CHARACTERS_OF_PART = 256 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Database database;
    private final ImportStore imports;
    private final OpenScope scopes;
    private final Clock clock;

    TakeImport(Database database, ImportStore imports, OpenScope scopes, Clock clock) {
        this.database = database;
        this.imports = imports;
        this.scopes = scopes;
        this.clock = clock;
    }

    /**
     * Takes an import in; it is recorded later.
     *
     * @param key chosen by the sender, else the body's hash is it: a team has one import with a key. One that is sent again is the
     *     same; if it failed, it continues, and if it was cancelled, it begins again
     * @throws MillraceException 400 if no line can be recorded, 413 for a body that is too large, 429 if too many imports of the team
     *     are unfinished
     */
    ImportRow take(Caller caller, ImportFormat format, Optional<String> key, InputStream body) {
        UUID id = UUID.randomUUID();
        String restriction =
                caller.repository().filter(name -> !name.equals("org")).orElse("");
        database.useTransaction(tx -> {
            if (imports.countUnfinished(tx, caller.team()) >= MOST_UNFINISHED) {
                throw MillraceException.of(
                                ErrorKind.CAPACITY,
                                429,
                                "%d imports of the team '%s' are not finished, the most that may be"
                                        .formatted(MOST_UNFINISHED, caller.team()))
                        .withCode("imports_full")
                        .withRetryAfter(RETRY_AFTER);
            }
            imports.add(tx, id, caller.team(), restriction, clock.instant());
        });
        try {
            return take(id, caller, format, key, body);
        } catch (IOException e) {
            remove(id);
            throw MillraceException.badRequest("the body ends before it is complete")
                    .withCode("import_invalid");
        } catch (RuntimeException e) {
            remove(id);
            throw e;
        }
    }

    private void remove(UUID id) {
        database.useTransaction(tx -> imports.remove(tx, id));
    }

    private ImportRow take(UUID id, Caller caller, ImportFormat format, Optional<String> key, InputStream body)
            throws IOException {
        var hashed = new DigestInputStream(new Limited(body), sha256());
        var reading = new Reading(id, caller);
        format.read(hashed, reading);
        // what a parser leaves unread belongs to the hash
        hashed.transferTo(OutputStream.nullOutputStream());
        reading.flush();
        reading.refuseNothing();
        String name = key.map("key "::concat)
                .orElseGet(() -> "sha256 "
                        + HexFormat.of().formatHex(hashed.getMessageDigest().digest()));
        return database.inTransaction(tx -> {
            imports.releaseKey(tx, caller.team(), name);
            if (imports.received(tx, id, name, reading.lines, reading.rejected, reading.errors, clock.instant())) {
                Signals.send(tx, ImportLoop.CHANNEL);
                return imports.find(tx, caller.team(), id).orElseThrow();
            }
            imports.remove(tx, id);
            ImportRow known = imports.findByKey(tx, caller.team(), name).orElseThrow();
            if (imports.move(tx, known.id(), List.of(State.FAILED), State.WAITING, Optional.empty(), clock.instant())) {
                Signals.send(tx, ImportLoop.CHANNEL);
            }
            return imports.find(tx, caller.team(), known.id()).orElseThrow();
        });
    }

    /** A body that is being read. */
    private final class Reading implements Reader {

        private final UUID id;
        private final Caller caller;
        private final Map<String, Optional<UUID>> repositories = new HashMap<>();
        private final List<LineError> errors = new ArrayList<>();
        private final List<StoredLine> part = new ArrayList<>();
        private int characters;
        private int parts;
        private long lines;
        private long rejected;

        Reading(UUID id, Caller caller) {
            this.id = id;
            this.caller = caller;
        }

        @Override
        public void line(long number, Map<String, String> fields) {
            try {
                ImportLine event = ImportLine.read(fields);
                part.add(new StoredLine(number, repository(event.repository()), fields));
                lines++;
                characters += fields.entrySet().stream()
                        .mapToInt(field ->
                                field.getKey().length() + field.getValue().length())
                        .sum();
            } catch (Invalid e) {
                broken(number, e.message());
            }
            if (part.size() >= LINES_OF_PART || characters >= CHARACTERS_OF_PART) {
                flush();
            }
        }

        @Override
        public void broken(long number, String reason) {
            rejected++;
            if (errors.size() < ImportRow.ERRORS_KEPT) {
                errors.add(new LineError(number, reason));
            }
        }

        private UUID repository(String name) throws Invalid {
            Optional<UUID> known = repositories.get(name);
            if (known == null) {
                if (repositories.size() >= MOST_REPOSITORIES) {
                    throw new Invalid("repo '%s' is one more than the %,d that one import may name"
                            .formatted(name, MOST_REPOSITORIES));
                }
                known = find(name);
                repositories.put(name, known);
            }
            return known.orElseThrow(() ->
                    new Invalid("repo '%s' is none of the team's repositories that the token is for".formatted(name)));
        }

        private Optional<UUID> find(String name) {
            try {
                caller.requireRepository(name);
                return Optional.of(scopes.repository(caller, name).id());
            } catch (MillraceException e) {
                if (e.kind() != ErrorKind.CALLER) {
                    throw e;
                }
                return Optional.empty();
            }
        }

        void flush() {
            if (!part.isEmpty()) {
                var full = new Part(parts, List.copyOf(part));
                database.useTransaction(tx -> imports.addPart(tx, id, full));
                parts++;
                part.clear();
                characters = 0;
            }
        }

        void refuseNothing() {
            if (lines == 0) {
                throw MillraceException.badRequest(
                                errors.isEmpty()
                                        ? "the body has no events: give one in each line"
                                        : "no line can be imported; line %d: %s"
                                                .formatted(
                                                        errors.getFirst().line(),
                                                        errors.getFirst().message()))
                        .withCode("import_invalid");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Ends reading at the limit. */
    private static final class Limited extends FilterInputStream {

        private long left = LARGEST;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = in.read(into, offset, length);
            count(Math.max(0, read));
            return read;
        }

        /** Parsers close what they have read; the rest is read for the hash. */
        @Override
        public void close() {
            // the request ends it
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw MillraceException.of(
                                ErrorKind.CALLER,
                                413,
                                "an import has at most %,d bytes: send the rest as another one".formatted(LARGEST))
                        .withCode("import_too_large");
            }
        }
    }
}
