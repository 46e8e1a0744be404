package dev.millrace.standalone;

import dev.millrace.standalone.process.StartFailed;
import java.net.URI;
import java.net.URISyntaxException;
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
 * @param running for {@link Mode#DEMO}: the platform to run on; empty to start one
 */
record Options(
        Mode mode,
        Path root,
        Optional<Path> data,
        boolean simulator,
        boolean once,
        Optional<Path> repository,
        Optional<Running> running) {

    /**
     * A platform that runs elsewhere, with a simulated forge.
     *
     * @param gateway its public address
     * @param forge address of the simulated forge
     */
    record Running(URI gateway, URI forge) {}

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
        Optional<URI> gateway = Optional.empty();
        Optional<URI> forge = Optional.empty();
        boolean simulator = false;
        boolean once = false;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--root" -> root = path(option, rest);
                case "--data" -> data = Optional.of(path(option, rest));
                case "--repo" -> repository = Optional.of(path(option, rest));
                case "--gateway" -> gateway = Optional.of(address(option, rest));
                case "--forge" -> forge = Optional.of(address(option, rest));
                case "--simulator" -> simulator = true;
                case "--once" -> once = true;
                default -> throw new StartFailed("there is no option " + option);
            }
        }
        if (mode == Mode.UP && (once || repository.isPresent() || gateway.isPresent() || forge.isPresent())) {
            throw new StartFailed("--once, --repo, --gateway and --forge belong to demo");
        }
        if (gateway.isPresent() != forge.isPresent()) {
            throw new StartFailed("--gateway and --forge belong together");
        }
        return new Options(
                mode, root.toAbsolutePath().normalize(), data, simulator, once, repository, running(gateway, forge));
    }

    private static Optional<Running> running(Optional<URI> gateway, Optional<URI> forge) {
        return gateway.flatMap(first -> forge.map(second -> new Running(first, second)));
    }

    private static Mode mode(ArrayDeque<String> rest) {
        return switch (rest.isEmpty() ? "" : rest.remove()) {
            case "up" -> Mode.UP;
            case "demo" -> Mode.DEMO;
            case String other -> throw new StartFailed("up or demo is expected, not '" + other + "'");
        };
    }

    private static URI address(String option, ArrayDeque<String> rest) {
        String text = rest.isEmpty() ? "" : rest.remove();
        try {
            var address = new URI(text);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        throw new StartFailed(
                "%s needs an address such as http://localhost:8080 after it, not '%s'".formatted(option, text));
    }

    private static Path path(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new StartFailed(option + " needs a path after it");
        }
        return Path.of(rest.remove());
    }
}
