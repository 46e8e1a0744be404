package dev.millrace.pipeline.report;

import dev.millrace.pipeline.report.Annotation.Level;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what compilers and linters report in the lines of one job's output. The lines are untrusted: each pattern takes time in
 * proportion to the length of the line, which the caller bounds. For one output, since some tools write the file on a line of its
 * own.
 */
final class MatchProblems {

    /** Maven's compiler plugin: {@code [ERROR] /path/Foo.java:[12,34] cannot find symbol}. */
    private static final Pattern MAVEN =
            Pattern.compile("\\[(ERROR|WARNING)] ++([^\\[\\]:]++):\\[(\\d{1,7})(?:,\\d++)?] ++(.++)");

    /** javac, gcc, clang and whatever writes like them: {@code file:line[:column]: error: message}. */
    private static final Pattern COMPILER = Pattern.compile(
            "([^\\s:][^:]*+):(\\d{1,7})(?::\\d++)?: ++" + "(?:fatal )?(error|warning)(?:[ \\[(][^:]*+)?+: ++(.++)",
            Pattern.CASE_INSENSITIVE);

    /** ESLint, {@code --format unix}: {@code file:line:column: message [Error/rule]}. */
    private static final Pattern UNIX = Pattern.compile("([^\\s:][^:]*+):(\\d{1,7}):\\d++: ++(.++)");

    private static final Pattern UNIX_END = Pattern.compile("\\[(Error|Warning)(?:/([^\\]\\[]++))?]$");

    /** ESLint, {@code --format stylish}: rows below a line with the file, {@code line:column  error  message  rule}. */
    private static final Pattern STYLISH = Pattern.compile(" ++(\\d{1,7}):\\d++ ++(error|warning) ++(\\S.*+)");

    /** The option of gcc and clang that causes a warning, at the end of its message. */
    private static final Pattern FLAG = Pattern.compile("\\[(-W[^\\]\\[ ]++)]$");

    private static final int LONGEST_HEADER = 500;

    private final CheckoutFiles files;
    private Optional<String> header = Optional.empty();

    MatchProblems(CheckoutFiles files) {
        this.files = files;
    }

    /** The problem that a line reports, without terminal sequences; empty if it reports none in a file of the checkout. */
    Optional<Annotation> in(String line) {
        Matcher row = STYLISH.matcher(line);
        if (row.matches()) {
            return header.flatMap(file -> stylish(file, row));
        }
        if (line.isBlank()) {
            header = Optional.empty();
            return Optional.empty();
        }
        Matcher maven = MAVEN.matcher(line);
        if (maven.matches()) {
            return annotation(maven.group(2), maven.group(3), maven.group(1), maven.group(4), Optional.empty());
        }
        Matcher compiler = COMPILER.matcher(line);
        if (compiler.matches()) {
            return compiler(compiler);
        }
        Matcher unix = UNIX.matcher(line);
        if (unix.matches()) {
            return unix(unix);
        }
        boolean mayBeFile = line.length() <= LONGEST_HEADER && line.indexOf('.') > 0;
        header = mayBeFile ? files.find(line.strip()) : Optional.empty();
        return Optional.empty();
    }

    private Optional<Annotation> stylish(String file, Matcher row) {
        String text = row.group(3).strip();
        int rule = text.lastIndexOf("  ");
        return rule < 0
                ? annotation(file, row.group(1), row.group(2), text, Optional.empty())
                : annotation(
                        file, row.group(1), row.group(2), text.substring(0, rule), Optional.of(text.substring(rule)));
    }

    private Optional<Annotation> compiler(Matcher line) {
        Matcher flag = FLAG.matcher(line.group(4));
        Optional<String> title = flag.find() ? Optional.of(flag.group(1)) : Optional.empty();
        return annotation(line.group(1), line.group(2), line.group(3), line.group(4), title);
    }

    private Optional<Annotation> unix(Matcher line) {
        String text = line.group(3);
        Matcher end = UNIX_END.matcher(text);
        return end.find()
                ? annotation(
                        line.group(1),
                        line.group(2),
                        end.group(1),
                        text.substring(0, end.start()),
                        Optional.ofNullable(end.group(2)))
                : Optional.empty();
    }

    private Optional<Annotation> annotation(
            String file, String number, String word, String message, Optional<String> title) {
        int line = Integer.parseInt(number);
        Level level = word.equalsIgnoreCase("error") ? Level.FAILURE : Level.WARNING;
        return line < 1 || message.isBlank()
                ? Optional.empty()
                : files.find(file.strip()).map(path -> new Annotation(path, line, level, message, title));
    }
}
