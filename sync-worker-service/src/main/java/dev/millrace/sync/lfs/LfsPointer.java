package dev.millrace.sync.lfs;

import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The small file that stands for a large one in Git (git-lfs, docs/spec.md). */
final class LfsPointer {

    /** Bytes; a pointer is smaller. */
    static final int LONGEST = 1024;

    private static final Pattern VERSION =
            Pattern.compile("\\Aversion https://(git-lfs\\.github\\.com|hawser\\.github\\.com)/spec/v1\n");
    private static final Pattern OID = Pattern.compile("^oid sha256:([0-9a-f]{64})$", Pattern.MULTILINE);
    private static final Pattern SIZE = Pattern.compile("^size (\\d{1,18})$", Pattern.MULTILINE);

    private LfsPointer() {}

    /** The object that a file points to; empty if the file is no pointer, or points to nothing. */
    static Optional<LfsObject> read(byte[] file) {
        if (file.length >= LONGEST) {
            return Optional.empty();
        }
        String text = new String(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        Matcher oid = OID.matcher(text);
        Matcher size = SIZE.matcher(text);
        return VERSION.matcher(text).find() && oid.find() && size.find()
                ? Optional.of(new LfsObject(new LfsOid(oid.group(1)), Long.parseLong(size.group(1))))
                        .filter(object -> object.size() > 0)
                : Optional.empty();
    }
}
