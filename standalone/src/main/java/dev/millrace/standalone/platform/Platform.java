package dev.millrace.standalone.platform;

import dev.millrace.standalone.infrastructure.Infrastructure;
import dev.millrace.standalone.infrastructure.KafkaPasswords;
import dev.millrace.standalone.infrastructure.KafkaUser;
import dev.millrace.standalone.process.Leftovers;
import dev.millrace.standalone.process.OrderedStart;
import dev.millrace.standalone.process.PortChoice;
import dev.millrace.standalone.process.ProcessGroup;
import dev.millrace.standalone.process.Progress;
import dev.millrace.standalone.process.RestartBackoff;
import dev.millrace.standalone.process.RunFolder;
import dev.millrace.standalone.process.StartFailed;
import dev.millrace.standalone.process.SupervisedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All processes of one platform: started in order, stopped in the opposite one. Started once; {@link #stop} may come from
 * another thread while the start runs, and may be called again.
 */
public final class Platform {

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    // with the 4 s of the infrastructure below the 10 s in which everything is to be gone
    private static final Duration STOP_PATIENCE = Duration.ofMillis(4500);

    private final Path modules;
    private final DataFolder data;
    private final PlatformKeys keys;
    private final Progress progress;
    private final RunFolder runFolder;
    private final Infrastructure infrastructure;
    private final Map<Service, Integer> ports;
    private final ProcessGroup services = new ProcessGroup();

    private Platform(
            Path modules,
            DataFolder data,
            PlatformKeys keys,
            Progress progress,
            Infrastructure infrastructure,
            Map<Service, Integer> ports) {
        this.modules = modules;
        this.data = data;
        this.keys = keys;
        this.progress = progress;
        this.runFolder = new RunFolder(data.run());
        this.infrastructure = infrastructure;
        this.ports = ports;
    }

    /** Stops what an earlier platform left running in the data folder, because it was killed. */
    public static void stopLeftovers(DataFolder data, Progress progress) {
        new Leftovers(new RunFolder(data.run()), progress).stop(Duration.ofSeconds(5));
    }

    /**
     * A platform that has settled on its ports.
     *
     * @param modules the checkout that holds the built modules
     * @param cache for what data folders may share, such as unpacked programs
     * @param which the services to run
     */
    public static Platform on(
            Path modules, Path cache, DataFolder data, PlatformKeys keys, Set<Service> which, Progress progress) {
        var choice = new PortChoice();
        var infrastructure = new Infrastructure(
                new Infrastructure.Folders(
                        cache,
                        data.postgres(),
                        keys.databasePassword(),
                        keys.kafkaPasswords(),
                        data.kafka(),
                        data.logs()),
                new Infrastructure.Ports(
                        choose(choice, "postgresql", 5433, progress),
                        choose(choice, "kafka", 9092, progress),
                        choice.choose(0)),
                new RunFolder(data.run()),
                progress);
        var ports = new EnumMap<Service, Integer>(Service.class);
        for (Service service : Service.values()) {
            if (which.contains(service)) {
                ports.put(service, choose(choice, service.processName(), service.usualPort(), progress));
            }
        }
        return new Platform(modules, data, keys, progress, infrastructure, ports);
    }

    /** The gateway on this machine. */
    public String localUrl() {
        return "http://localhost:" + ports.get(Service.GATEWAY);
    }

    /** The App of the simulated forge, for a platform that runs one. */
    public ForgeApp simulatedForge() {
        String address = "http://localhost:"
                + Optional.ofNullable(ports.get(Service.SIMULATOR)).orElseThrow();
        return new ForgeApp(
                "simulated.github",
                address,
                address,
                Optional.of("4711"),
                Optional.of(keys.simulatedApp().getKey()),
                List.of(keys.webhookSecret()));
    }

    /**
     * Starts everything and waits until it is ready.
     *
     * @param publicUrl the gateway as the outside sees it
     * @throws StartFailed if something does not start; {@link #stop} ends whatever runs then
     */
    public Addresses start(ForgeApp forge, String publicUrl) throws InterruptedException {
        var addresses = new Addresses(publicUrl, infrastructure.database(), infrastructure.kafka(), ports);
        var launches = new ServiceLaunch(modules, data, keys, forge, addresses);
        var start = new OrderedStart();
        start.add("postgresql", Set.of(), infrastructure::startPostgres);
        start.add("kafka", Set.of(), infrastructure::startKafka);
        for (Service service : ports.keySet()) {
            start.add(service.processName(), needs(service), () -> start(launches, service));
        }
        start.run();
        var facts = addresses.toProperties();
        facts.setProperty("kafka-user", KafkaUser.READER.wireName());
        facts.setProperty(
                "kafka-password", KafkaPasswords.madeIn(keys.kafkaPasswords()).of(KafkaUser.READER));
        runFolder.write("platform", facts);
        return addresses;
    }

    /** Stops the services, then Kafka, then PostgreSQL, within 10 s; what does not stop in time is ended by force. */
    public void stop() {
        runFolder.remove("platform");
        services.stop(STOP_PATIENCE);
        infrastructure.stop();
    }

    private void start(ServiceLaunch launches, Service service) throws InterruptedException {
        services.start(
                new SupervisedProcess(
                        launches.of(service), launches.readiness(service), runFolder, progress, RestartBackoff.usual()),
                START_PATIENCE);
    }

    private static Set<String> needs(Service service) {
        var needed = new HashSet<>(service.after());
        if (service != Service.SIMULATOR) {
            needed.addAll(Set.of("postgresql", "kafka"));
        }
        return needed;
    }

    private static int choose(PortChoice choice, String name, int usual, Progress progress) {
        int port = choice.choose(usual);
        if (port != usual) {
            progress.say("port %d is taken, %s gets %d".formatted(usual, name, port));
        }
        return port;
    }
}
