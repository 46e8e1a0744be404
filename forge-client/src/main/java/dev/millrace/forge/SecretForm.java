package dev.millrace.forge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * One way to write a secret: for each of its characters its possible spellings, none of which is a prefix of another. Texts
 * are strings of bytes (ISO 8859-1), so that what cannot be decoded is compared, too.
 */
final class SecretForm {

    /** The text does not contain the secret at this position. */
    static final int MISMATCH = -2;

    /** The text ends within the secret, and matches up to there. */
    static final int CUT = -1;

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int BREAK = 2;

    /** In the order of the secret. */
    private final List<String[]> steps;
    /** Whether line breaks may occur between them. */
    private final boolean wraps;
    /** The characters with which the first of them may begin. */
    private final BitSet starts = new BitSet();

    private SecretForm(List<String[]> steps, boolean wraps) {
        this.steps = steps;
        this.wraps = wraps;
        for (String spelling : steps.getFirst()) {
            starts.set(spelling.charAt(0));
        }
    }

    /** All forms that are searched for. */
    static List<SecretForm> all(String secret) {
        byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
        int[] bytes = bytes(secret).chars().toArray();
        int[] characters = secret.codePoints().toArray();
        List<SecretForm> forms = new ArrayList<>();
        forms.add(of(bytes, value -> new String[] {text(value)}));
        forms.add(of(bytes, value -> percent(value, "%")));
        forms.add(of(bytes, value -> percent(value, "%25")));
        forms.add(of(bytes, value -> distinct(hex(value, false), hex(value, true))));
        forms.add(of(characters, SecretForm::json));
        forms.add(of(characters, SecretForm::html));
        if (characters.length != bytes.length && secret.chars().allMatch(each -> each < 0x100)) {
            // as written by a server that does not decode UTF-8
            forms.add(of(characters, value -> new String[] {text(value)}));
        }
        for (int offset = 0; offset < 3; offset++) {
            forms.add(base64(utf8, offset));
        }
        return forms;
    }

    /** A text as a string of the bytes of its UTF-8 form. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Where it ends if the text contains it at this position; otherwise {@link #MISMATCH} or {@link #CUT}. */
    int end(String text, int start) {
        if (!starts.get(text.charAt(start))) {
            return MISMATCH;
        }
        int at = start;
        for (String[] spellings : steps) {
            if (wraps && at > start) {
                for (int skipped = 0; skipped < BREAK && at < text.length() && isBreak(text.charAt(at)); skipped++) {
                    at++;
                }
            }
            int next = end(text, at, spellings);
            if (next < 0) {
                return next;
            }
            at = next;
        }
        return at;
    }

    private static int end(String text, int at, String[] spellings) {
        int result = MISMATCH;
        for (String spelling : spellings) {
            if (text.startsWith(spelling, at)) {
                return at + spelling.length();
            }
            int left = text.length() - at;
            if (left < spelling.length() && spelling.startsWith(text.substring(at))) {
                result = CUT;
            }
        }
        return result;
    }

    private static boolean isBreak(char character) {
        return character == '\n' || character == '\r';
    }

    private static SecretForm of(int[] units, IntFunction<String[]> spellings) {
        Map<Integer, String[]> shared = new HashMap<>();
        List<String[]> steps = new ArrayList<>(units.length);
        for (int unit : units) {
            steps.add(shared.computeIfAbsent(unit, spellings::apply));
        }
        return new SecretForm(steps, false);
    }

    private static String[] percent(int value, String sign) {
        return distinct(
                value == '%' ? sign + "25" : text(value),
                sign + hex(value, false),
                sign + hex(value, true),
                value == ' ' ? "+" : sign + hex(value, true));
    }

    /** RFC 8259, section 7. */
    private static String[] json(int character) {
        boolean escaped = character == '"' || character == '\\' || character < ' ';
        var units = new StringBuilder[] {new StringBuilder(), new StringBuilder()};
        for (char unit : Character.toChars(character)) {
            units[0].append("\\u%04x".formatted((int) unit));
            units[1].append("\\u%04X".formatted((int) unit));
        }
        return distinct(
                escaped ? "\\" + (char) character : bytes(Character.toString(character)),
                character == '/' ? "\\/" : units[0].toString(),
                units[0].toString(),
                units[1].toString());
    }

    private static String[] html(int character) {
        String name = switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&apos;";
            default -> bytes(Character.toString(character));
        };
        return distinct(
                name,
                character == '&' ? name : bytes(Character.toString(character)),
                "&#%d;".formatted(character),
                "&#0%d;".formatted(character),
                "&#x%x;".formatted(character),
                "&#x%X;".formatted(character));
    }

    /**
     * The characters of Base64 that the secret alone determines when this many bytes precede it, in both alphabets. The
     * first and the last of them also depend on the neighbouring bytes, so each of their possible values matches.
     */
    private static SecretForm base64(byte[] secret, int offset) {
        byte[] padded = new byte[offset + secret.length];
        System.arraycopy(secret, 0, padded, offset, secret.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(padded);
        int first = offset * 8 / 6;
        int foreign = offset * 8 - first * 6;
        int own = padded.length * 8 - (encoded.length() - 1) * 6;
        List<String[]> steps = new ArrayList<>(encoded.length() - first);
        for (int i = first; i < encoded.length(); i++) {
            int value = BASE64.indexOf(encoded.charAt(i));
            int known = (i == first ? 0x3f >> foreign : 0x3f) & (i == encoded.length() - 1 ? 0x3f << (6 - own) : 0x3f);
            steps.add(base64(value, known));
        }
        return new SecretForm(steps, true);
    }

    private static String[] base64(int value, int known) {
        var spellings = new TreeSet<String>();
        for (int other = 0; other < BASE64.length(); other++) {
            if ((other & known) == (value & known)) {
                switch (other) {
                    case 62 -> spellings.addAll(List.of("+", "-", "%2B", "%2b"));
                    case 63 -> spellings.addAll(List.of("/", "_", "%2F", "%2f", "\\/"));
                    default -> spellings.add(BASE64.substring(other, other + 1));
                }
            }
        }
        return spellings.toArray(String[]::new);
    }

    private static String hex(int value, boolean upper) {
        return (upper ? "%02X" : "%02x").formatted(value);
    }

    private static String text(int value) {
        return String.valueOf((char) value);
    }

    private static String[] distinct(String... spellings) {
        return List.of(spellings).stream().distinct().toArray(String[]::new);
    }
}
