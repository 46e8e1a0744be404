package dev.millrace.githttp.lfs;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The path of a file that can be locked: one that can occur in a tree, in its canonical form, so that each file has one
 * lock. {@code a\\b} is refused, since on Windows it is another spelling of {@code a/b}.
 */
final class LockPath {

    /** Maximum number of characters in a path. */
    static final int LONGEST = 4096;

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private LockPath() {}

    static boolean isValid(String path) {
        if (path.isEmpty()
                || path.length() > LONGEST
                || path.indexOf('\\') >= 0
                || DRIVE.matcher(path).matches()
                || path.chars().anyMatch(Character::isISOControl)
                || !isUnicode(path)) {
            return false;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.equalsIgnoreCase(".git")) {
                return false;
            }
        }
        return true;
    }

    /** An unpaired surrogate cannot be stored, and occurs in no path. */
    private static boolean isUnicode(String path) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
            return true;
        } catch (CharacterCodingException unpaired) {
            return false;
        }
    }
}
