package dev.millrace.standalone;

import dev.millrace.standalone.demo.Demo;
import dev.millrace.standalone.platform.Addresses;
import dev.millrace.standalone.platform.DataFolder;
import dev.millrace.standalone.platform.ForgeApp;
import dev.millrace.standalone.platform.Platform;
import dev.millrace.standalone.platform.PlatformKeys;
import dev.millrace.standalone.platform.Service;
import dev.millrace.standalone.platform.Settings;
import dev.millrace.standalone.process.DataLock;
import dev.millrace.standalone.process.Progress;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Entry point of {@code ./millrace up} and {@code ./millrace demo}. Exits with 1 and a message if the platform cannot
 * start; Ctrl-C and SIGTERM stop everything that was started.
 */
public final class Main {

    private static final String ADMINISTRATOR_TOKEN = "MILLRACE_ADMINISTRATOR_TOKEN";
    private static final AtomicBoolean STOPPING = new AtomicBoolean();

    private Main() {}

    /** See {@link Options} for the arguments. */
    public static void main(String... arguments) throws InterruptedException {
        // the Kafka client that checks whether the broker is ready logs a lot
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        var progress = new Progress(System.out);
        try {
            run(Options.parse(arguments), progress);
        } catch (StartFailed e) {
            if (!STOPPING.get()) {
                System.err.println("millrace: " + e.getMessage());
            }
            System.exit(1);
        }
    }

    private static void run(Options options, Progress progress) throws InterruptedException {
        Path home = options.root().resolve(".millrace");
        boolean demo = options.mode() == Options.Mode.DEMO;
        var data = new DataFolder(options.data().orElse(home.resolve(demo ? "demo" : "data")));
        try (var lock = DataLock.take(data.root())) {
            Platform.stopLeftovers(data, progress);
            if (demo) {
                data.clear();
            }
            if (options.running().isPresent()) {
                playElsewhere(options, options.running().get(), data, progress);
                return;
            }
            var keys = PlatformKeys.madeIn(data.keys());
            if (demo || options.simulator()) {
                runWithSimulatedForge(options, data, keys, progress);
            } else {
                runForReal(options, data, keys, progress);
            }
        }
    }

    private static void runForReal(Options options, DataFolder data, PlatformKeys keys, Progress progress)
            throws InterruptedException {
        Path home = options.root().resolve(".millrace");
        Path settingsFile = home.resolve("millrace.properties");
        Settings settings = Settings.readOrExplain(settingsFile, keys.webhookSecret(), progress::print);
        var services = EnumSet.allOf(Service.class);
        services.remove(Service.SIMULATOR);
        Platform platform = platform(options, data, keys, settings, services, progress);
        Addresses addresses = platform.start();
        progress.printText(summary(data, keys, settings.forge(), addresses, progress));
        if (!settings.forge().isConfigured()) {
            progress.printText("""

                    No GitHub App is configured yet: deliveries are taken in, but nothing can be mirrored or reported back.
                    Register an App, then set millrace.github.app-id and millrace.github.private-key-file in
                      %s
                    and start again.
                    """.formatted(settingsFile));
        }
        waitForTheEnd();
    }

    private static void runWithSimulatedForge(Options options, DataFolder data, PlatformKeys keys, Progress progress)
            throws InterruptedException {
        Platform platform =
                platform(options, data, keys, Settings.ofSimulation(), EnumSet.allOf(Service.class), progress);
        Addresses addresses = platform.start();
        progress.printText(summary(data, keys, platform.forge(), addresses, progress));
        if (options.mode() == Options.Mode.DEMO) {
            boolean succeeded = play(
                    options,
                    new Demo.Target(
                            URI.create(addresses.publicUrl()),
                            addresses.of(Service.SIMULATOR),
                            read(keys.administratorToken()),
                            service -> data.log(service).toString()),
                    data,
                    progress);
            if (options.once()) {
                exit(succeeded);
            }
        }
        waitForTheEnd();
    }

    /** Starts nothing; the platform and the simulated forge are run by someone else, for example in containers. */
    private static void playElsewhere(Options options, Options.Running running, DataFolder data, Progress progress)
            throws InterruptedException {
        String token = Optional.ofNullable(System.getenv(ADMINISTRATOR_TOKEN))
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new StartFailed("the administrator's token is missing: set " + ADMINISTRATOR_TOKEN));
        var target = new Demo.Target(
                running.gateway(), running.forge(), token, service -> "the log of " + service + " where it runs");
        exit(play(options, target, data, progress));
    }

    private static boolean play(Options options, Demo.Target target, DataFolder data, Progress progress)
            throws InterruptedException {
        return Demo.play(
                options.repository().orElse(options.root()),
                target,
                data.root().resolve("demo"),
                Clock.systemUTC(),
                progress);
    }

    private static void exit(boolean succeeded) {
        System.out.println(succeeded ? "\nEvery stage went well." : "\nThe demo failed.");
        System.exit(succeeded ? 0 : 1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartFailed("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Platform platform(
            Options options,
            DataFolder data,
            PlatformKeys keys,
            Settings settings,
            Set<Service> services,
            Progress progress) {
        Path cache = options.root().resolve(".millrace/cache");
        var platform = Platform.on(options.root(), cache, data, keys, settings, services, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform, progress), "stop"));
        return platform;
    }

    private static void stop(Platform platform, Progress progress) {
        STOPPING.set(true);
        Duration before = progress.elapsed();
        progress.print("stopping ...");
        platform.stop();
        // processes that were still being set up when the request to stop arrived
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        progress.print("everything is stopped, after "
                + Progress.seconds(progress.elapsed().minus(before)));
    }

    private static String summary(
            DataFolder data, PlatformKeys keys, ForgeApp forge, Addresses addresses, Progress progress) {
        return """

                Millrace is ready after %s.
                  start page           %s
                  forge                %s, %s
                  webhook address      %s/webhooks/github
                  webhook secret       in %s
                  administrator token  in %s
                  logs                 in %s
                Ctrl-C stops everything; the data stays.\
                """.formatted(
                        Progress.seconds(progress.elapsed()),
                        addresses.publicUrl(),
                        forge,
                        forge.apiUrl(),
                        addresses.publicUrl(),
                        keys.webhookSecretFile(),
                        keys.administratorToken(),
                        data.logs());
    }

    private static void waitForTheEnd() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
