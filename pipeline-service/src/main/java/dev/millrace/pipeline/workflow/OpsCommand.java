package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ops check FILE...}: prints what the platform would report of each file, in the form of compilers: {@code
 * FILE:LINE:COLUMN: error: ...} and {@code FILE:LINE: warning: ...}. Ends with 0 if all files are valid, with or without
 * warnings, and with 1 if one is broken or cannot be read.
 */
public final class OpsCommand {

    private static final String USAGE = "usage: ops check FILE...";

    private final PrintStream out;

    OpsCommand(PrintStream out) {
        this.out = out;
    }

    public static void main(String... arguments) {
        int status = new OpsCommand(System.out).run(List.of(arguments));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** The exit code. */
    int run(List<String> arguments) {
        if (arguments.size() < 2 || !arguments.getFirst().equals("check")) {
            out.println("millrace: " + USAGE);
            return 1;
        }
        boolean valid = true;
        for (String file : arguments.subList(1, arguments.size())) {
            valid &= check(file);
        }
        return valid ? 0 : 1;
    }

    private boolean check(String file) {
        try {
            return switch (ReadOpsFile.read(bytes(Path.of(file)))) {
                case Broken broken -> {
                    print("%s:%d:%d: error: %s".formatted(file, broken.line(), broken.column(), broken.reason()));
                    yield false;
                }
                case Workflows workflows -> {
                    warnings(workflows)
                            .forEach(warning ->
                                    print("%s:%d: warning: %s".formatted(file, warning.line(), warning.message())));
                    print("%s: valid: %s"
                            .formatted(
                                    file,
                                    String.join(
                                            ", ",
                                            count(workflows.pipelines().size(), "pipeline"),
                                            count(workflows.commands().size(), "command"),
                                            count(workflows.services().size(), "service"))));
                    yield true;
                }
            };
        } catch (IOException e) {
            print("%s: error: it cannot be read (%s)".formatted(file, e));
            return false;
        }
    }

    /** One byte more than a file may have, so that a longer one is refused as the platform refuses it. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ReadOpsFile.LARGEST_FILE + 1);
        }
    }

    /** Of all parts, each once: those of the file are in those of each pipeline. */
    private static List<OpsWarning> warnings(Workflows workflows) {
        Stream<OpsWarning> ofWorkflows = Stream.of(
                        workflows.pipelines().stream().flatMap(one -> one.warnings().stream()),
                        workflows.commands().stream().flatMap(one -> one.warnings().stream()),
                        workflows.services().stream().flatMap(one -> one.warnings().stream()))
                .flatMap(all -> all);
        return Stream.concat(workflows.warnings().stream(), ofWorkflows)
                .distinct()
                .sorted(Comparator.comparingInt(OpsWarning::line))
                .toList();
    }

    private static String count(int number, String what) {
        return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
    }

    /** The file may be a stranger's: nothing in it controls the terminal. */
    private void print(String line) {
        out.println(line.replaceAll("\\p{Cntrl}", "?"));
    }
}
