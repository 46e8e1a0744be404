package dev.millrace.insights.metric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A pattern with {@code *} and {@code ?}. Matching takes time in proportion to the pattern times the text, whatever they are.
 *
 * @param pattern as written
 * @param kind what it is matched with
 */
public record Glob(String pattern, Kind kind) {

    /** What a pattern is matched with. */
    public enum Kind {
        /** a name: {@code *} is any text, and case does not count */
        NAME,
        /** a path: {@code *} stays in one folder, {@code **} does not, and a folder with its slash is everything in it */
        PATH
    }

    /** A pattern for names. */
    public static Glob ofName(String pattern) {
        return new Glob(pattern, Kind.NAME);
    }

    /** A pattern for paths. */
    public static Glob ofPath(String pattern) {
        return new Glob(pattern, Kind.PATH);
    }

    /** Whether all of the text matches. */
    public boolean matches(String text) {
        List<Step> steps = steps();
        BitSet states = closure(steps, BitSet.valueOf(new long[] {1}));
        for (char c : (kind == Kind.NAME ? text.toLowerCase(Locale.ROOT) : text).toCharArray()) {
            var next = new BitSet(steps.size() + 1);
            for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
                if (state < steps.size()) {
                    steps.get(state).read(c, state, next);
                }
            }
            states = closure(steps, next);
        }
        return states.get(steps.size());
    }

    private static BitSet closure(List<Step> steps, BitSet states) {
        for (int state = states.nextSetBit(0);
                state >= 0 && state < steps.size();
                state = states.nextSetBit(state + 1)) {
            if (steps.get(state).skips() > 0) {
                states.set(state + steps.get(state).skips());
            }
        }
        return states;
    }

    private List<Step> steps() {
        return kind == Kind.NAME ? nameSteps() : pathSteps();
    }

    private List<Step> nameSteps() {
        List<Step> steps = new ArrayList<>();
        for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            steps.add(c == '*' ? new Any() : c == '?' ? new One(true) : new Letter(c));
        }
        return steps;
    }

    private List<Step> pathSteps() {
        String all = pattern.endsWith("/") ? pattern + "**" : pattern;
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < all.length(); at++) {
            char c = all.charAt(at);
            if (all.startsWith("**/", at) && (at == 0 || all.charAt(at - 1) == '/')) {
                steps.add(new Folders());
                steps.add(new InFolder());
                at += 2;
            } else if (all.startsWith("**", at)) {
                steps.add(new Any());
                at++;
            } else {
                steps.add(c == '*' ? new Part() : c == '?' ? new One(false) : new Letter(c));
            }
        }
        return steps;
    }

    /** One step of the pattern: reads a character in a state, and adds the states after it. */
    private sealed interface Step {

        void read(char c, int state, BitSet next);

        /** How many steps further the pattern goes on if this one reads nothing; 0 if it must read. */
        default int skips() {
            return 0;
        }
    }

    private record Letter(char wanted) implements Step {
        @Override
        public void read(char c, int state, BitSet next) {
            next.set(state + 1, next.get(state + 1) || c == wanted);
        }
    }

    private record One(boolean slash) implements Step {
        @Override
        public void read(char c, int state, BitSet next) {
            next.set(state + 1, next.get(state + 1) || slash || c != '/');
        }
    }

    private record Any() implements Step {
        @Override
        public void read(char c, int state, BitSet next) {
            next.set(state);
        }

        @Override
        public int skips() {
            return 1;
        }
    }

    private record Part() implements Step {
        @Override
        public void read(char c, int state, BitSet next) {
            next.set(state, next.get(state) || c != '/');
        }

        @Override
        public int skips() {
            return 1;
        }
    }

    /** No folder, or some of them with their slashes; {@link InFolder} follows it. */
    private record Folders() implements Step {
        @Override
        public void read(char c, int state, BitSet next) {
            next.set(state + 1);
        }

        @Override
        public int skips() {
            return 2;
        }
    }

    private record InFolder() implements Step {
        @Override
        public void read(char c, int state, BitSet next) {
            next.set(state);
            next.set(state + 1, next.get(state + 1) || c == '/');
        }
    }
}
