package dev.millrace.git.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.GitmoduleEntry;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectChecker.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * How to handle each fault that an object may have, by the message ids of git's {@code receive.fsck.*} as far as JGit knows
 * them. The three ids {@code gitmodulesName}, {@code gitmodulesPath} and {@code gitmodulesUrl} are found by one check that
 * stops at the first, so that one of them being an error keeps it on.
 */
public final class FsckRules {

    private static final Set<ErrorType> FOUND_IN_GITMODULES =
            EnumSet.of(ErrorType.GITMODULES_NAME, ErrorType.GITMODULES_PATH, ErrorType.GITMODULES_URL);

    private final Map<ErrorType, Severity> severities;
    private final Severity unnamed;

    private FsckRules(Map<ErrorType, Severity> severities, Severity unnamed) {
        this.severities = severities;
        this.unnamed = unnamed;
    }

    /** Anything that could harm a reader is an error; harmless faults that are common in public history are warnings. */
    public static FsckRules forPush() {
        return all(Severity.ERROR)
                .with(Map.of(
                        "zeroPaddedFilemode", Severity.WARN,
                        "badTimezone", Severity.WARN,
                        "badEmail", Severity.WARN,
                        "missingEmail", Severity.WARN));
    }

    /** Only warnings: a mirror contains what the upstream contains. */
    public static FsckRules forSync() {
        return all(Severity.WARN);
    }

    private static FsckRules all(Severity severity) {
        var severities = new EnumMap<ErrorType, Severity>(ErrorType.class);
        for (ErrorType type : ErrorType.values()) {
            severities.put(type, severity);
        }
        return new FsckRules(severities, severity);
    }

    /**
     * The same with other severities for some faults.
     *
     * @param byId message ids of git, case-insensitive
     * @throws IllegalArgumentException if there is no such id
     */
    public FsckRules with(Map<String, Severity> byId) {
        var changed = new EnumMap<>(severities);
        byId.forEach((id, severity) -> changed.put(type(id), severity));
        return new FsckRules(changed, unnamed);
    }

    private static ErrorType type(String id) {
        for (ErrorType type : ErrorType.values()) {
            if (type.getMessageId().equalsIgnoreCase(id)) {
                return type;
            }
        }
        throw new IllegalArgumentException("there is no fsck message id '%s'".formatted(id.toLowerCase(Locale.ROOT)));
    }

    /** A check of the objects of one pack; for one thread. */
    public Check newCheck() {
        return new Check(this);
    }

    /** Faults without an id, for example a line that cannot be read, are identified by null. */
    private Severity severity(@Nullable ErrorType fault) {
        return fault == null ? unnamed : severities.getOrDefault(fault, unnamed);
    }

    private Set<ErrorType> ignored() {
        var ignored = EnumSet.noneOf(ErrorType.class);
        severities.forEach((type, severity) -> {
            if (severity == Severity.IGNORE) {
                ignored.add(type);
            }
        });
        return ignored;
    }

    /** How to handle a fault. */
    public enum Severity {
        /** The object is rejected, and with it the pack. */
        ERROR,
        /** The object is accepted, and the fault is reported. */
        WARN,
        /** Nothing is reported. */
        IGNORE
    }

    /** Checks objects by the rules, and records the faults that it let through. */
    public static final class Check extends ObjectChecker {

        private static final int MOST_REMEMBERED = 20;

        private final FsckRules rules;
        private final Set<ErrorType> ignored;
        private final List<String> warnings = new ArrayList<>();
        private @Nullable PackLinks links;
        private int warned;

        private Check(FsckRules rules) {
            this.rules = rules;
            this.ignored = rules.ignored();
            setIgnore(ignored);
        }

        /** From now on also records what the objects refer to. */
        public void note(PackLinks links) {
            this.links = links;
        }

        @Override
        public void check(@Nullable AnyObjectId id, int type, byte[] raw) throws CorruptObjectException {
            if (links != null && id != null) {
                links.add(id, type, raw);
            }
            var tolerated = EnumSet.copyOf(ignored);
            try {
                while (true) {
                    try {
                        super.check(id, type, raw);
                        return;
                    } catch (CorruptObjectException fault) {
                        ErrorType kind = fault.getErrorType();
                        if (rules.severity(kind) == Severity.ERROR) {
                            throw fault;
                        }
                        warn(fault);
                        if (kind == null || !tolerated.add(kind)) {
                            return;
                        }
                        setIgnore(tolerated);
                    }
                }
            } finally {
                if (tolerated.size() != ignored.size()) {
                    setIgnore(ignored);
                }
            }
        }

        private void warn(CorruptObjectException fault) {
            warned++;
            if (warnings.size() < MOST_REMEMBERED) {
                warnings.add(String.valueOf(fault.getMessage()));
            }
        }

        /** Where {@code .gitmodules} files are whose content must be checked. */
        @Override
        public List<GitmoduleEntry> getGitsubmodules() {
            boolean matters = FOUND_IN_GITMODULES.stream().anyMatch(type -> rules.severity(type) == Severity.ERROR);
            return matters ? super.getGitsubmodules() : List.of();
        }

        /** How many faults were let through. */
        public int warned() {
            return warned;
        }

        /** The first 20 of them, each with the object's id and the message id. */
        public List<String> warnings() {
            return List.copyOf(warnings);
        }
    }
}
