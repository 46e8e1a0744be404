package dev.millrace.standalone;

import dev.millrace.standalone.process.StartFailed;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Options of the command line.
 *
 * @param mode what to do
 * @param root the checkout, which contains the built modules
 * @param data where the platform keeps its data; empty for the mode's own folder below {@code .millrace}
 * @param simulator for {@link Mode#UP}: with a simulated forge in place of the one in the settings
 * @param once for {@link Mode#DEMO}: exits after the last stage, with 0 only if every stage succeeded
 * @param repository for {@link Mode#DEMO}: the Git repository to use; empty for the checkout's own
 */
record Options(Mode mode, Path root, Optional<Path> data, boolean simulator, boolean once, Optional<Path> repository) {

    enum Mode {
        UP,
        DEMO
    }

    /** @throws StartFailed with the correct usage if the arguments are invalid */
    static Options parse(String... arguments) {
        var rest = new ArrayDeque<>(List.of(arguments));
        Mode mode = mode(rest);
        Path root = Path.of("");
        Optional<Path> data = Optional.empty();
        Optional<Path> repository = Optional.empty();
        boolean simulator = false;
        boolean once = false;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--root" -> root = path(option, rest);
                case "--data" -> data = Optional.of(path(option, rest));
                case "--repo" -> repository = Optional.of(path(option, rest));
                case "--simulator" -> simulator = true;
                case "--once" -> once = true;
                default -> throw new StartFailed("there is no option " + option);
            }
        }
        if (mode == Mode.UP && (once || repository.isPresent())) {
            throw new StartFailed("--once and --repo belong to demo");
        }
        return new Options(mode, root.toAbsolutePath().normalize(), data, simulator, once, repository);
    }

    private static Mode mode(ArrayDeque<String> rest) {
        return switch (rest.isEmpty() ? "" : rest.remove()) {
            case "up" -> Mode.UP;
            case "demo" -> Mode.DEMO;
            case String other -> throw new StartFailed("up or demo is expected, not '" + other + "'");
        };
    }

    private static Path path(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new StartFailed(option + " needs a path after it");
        }
        return Path.of(rest.remove());
    }
}
