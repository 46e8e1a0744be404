package dev.millrace.standalone.platform;

import dev.millrace.standalone.infrastructure.Infrastructure;
import dev.millrace.standalone.infrastructure.KafkaPasswords;
import dev.millrace.standalone.infrastructure.KafkaUser;
import dev.millrace.standalone.process.Leftovers;
import dev.millrace.standalone.process.OrderedStart;
import dev.millrace.standalone.process.ProcessGroup;
import dev.millrace.standalone.process.Progress;
import dev.millrace.standalone.process.ReservedPort;
import dev.millrace.standalone.process.RestartBackoff;
import dev.millrace.standalone.process.RunFolder;
import dev.millrace.standalone.process.StartFailed;
import dev.millrace.standalone.process.SupervisedProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * All processes of one platform, started in order and stopped in reverse order. Started once; {@link #stop} may be
 * called from another thread during the start, and more than once. A process whose port was taken moves to another one,
 * and the processes that know its address are restarted.
 */
public final class Platform {

    /**
     * Everything must be stopped within 10 s; the services get {@link #STOP_TIMEOUT_OF_SERVICES} of it at most, and
     * the rest gets what they leave.
     */
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(9500);

    private static final Duration STOP_TIMEOUT_OF_SERVICES = Duration.ofMillis(6500);

    private final Path modules;
    private final DataFolder data;
    private final PlatformKeys keys;
    private final Progress progress;
    private final RunFolder runFolder;
    private final Infrastructure infrastructure;
    private final Settings settings;
    private final Map<Service, ServicePorts> ports = new EnumMap<>(Service.class);
    private final Map<Service, Supervised> running = new EnumMap<>(Service.class);
    private final ProcessGroup services = new ProcessGroup();
    private volatile boolean isUp;

    private record ServicePorts(ReservedPort http, ReservedPort management) {}

    private record Supervised(ServiceProgram program, SupervisedProcess process) {}

    private Platform(
            Path modules, Path cache, DataFolder data, PlatformKeys keys, Settings settings, Progress progress) {
        this.modules = modules;
        this.data = data;
        this.keys = keys;
        this.progress = progress;
        this.settings = settings;
        this.runFolder = new RunFolder(data.run());
        this.infrastructure = new Infrastructure(
                new Infrastructure.Folders(
                        cache,
                        data.postgres(),
                        keys.databasePassword(),
                        keys.kafkaPasswords(),
                        data.kafka(),
                        data.logs()),
                new Infrastructure.Ports(
                        reported("postgresql", ReservedPort.usual(5433)),
                        reported("kafka", ReservedPort.usual(9092)),
                        ReservedPort.usual(0)),
                runFolder,
                progress,
                this::followMove);
    }

    /** Stops processes that an earlier platform left running in the data folder because it was killed. */
    public static void stopLeftovers(DataFolder data, Progress progress) {
        new Leftovers(new RunFolder(data.run()), progress).stop(Duration.ofSeconds(5));
    }

    /**
     * A platform that holds its ports.
     *
     * @param modules the checkout that contains the built modules
     * @param cache for content that data folders may share, such as unpacked programs
     * @param which the services to run
     * @throws StartFailed if a port that the settings name is taken
     */
    public static Platform on(
            Path modules,
            Path cache,
            DataFolder data,
            PlatformKeys keys,
            Settings settings,
            Set<Service> which,
            Progress progress) {
        var platform = new Platform(modules, cache, data, keys, settings, progress);
        for (Service service : Service.values()) {
            if (which.contains(service)) {
                ReservedPort http = service == Service.GATEWAY
                        ? settings.door().reserve(service.usualPort())
                        : ReservedPort.usual(service.usualPort());
                platform.ports.put(
                        service,
                        new ServicePorts(
                                platform.reported(service.processName(), http),
                                ReservedPort.usual(service.usualManagementPort())));
            }
        }
        return platform;
    }

    /** The forge to work with: the one of the settings, or the simulated one if it runs. */
    public ForgeApp forge() {
        if (!ports.containsKey(Service.SIMULATOR)) {
            return settings.forge();
        }
        String address = "http://localhost:" + port(Service.SIMULATOR);
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
     * @throws StartFailed if a process does not start; {@link #stop} stops those that run then
     */
    public Addresses start() throws InterruptedException {
        settings.writeOthers(data.settings());
        var start = new OrderedStart();
        start.add("postgresql", Set.of(), infrastructure::startPostgres);
        start.add("database", Set.of("postgresql"), infrastructure::migrateDatabase);
        start.add("kafka", Set.of(), infrastructure::startKafka);
        for (Service service : ports.keySet()) {
            start.add(service.processName(), needs(service), () -> start(service));
        }
        start.run();
        awaitUpToDate();
        runFolder.write("platform", facts());
        isUp = true;
        return addresses();
    }

    /** Stops the services, then Kafka, then PostgreSQL, within 10 s; a process that does not stop in time is killed. */
    public void stop() {
        isUp = false;
        runFolder.remove("platform");
        long from = System.nanoTime();
        services.stop(STOP_TIMEOUT_OF_SERVICES);
        infrastructure.stop(STOP_TIMEOUT.minusNanos(System.nanoTime() - from));
    }

    /** The current addresses. */
    private Addresses addresses() {
        var http = new EnumMap<Service, URI>(Service.class);
        var management = new EnumMap<Service, URI>(Service.class);
        ports.forEach((service, each) -> {
            String host = service == Service.GATEWAY ? settings.door().reachedAs("127.0.0.1") : "127.0.0.1";
            http.put(
                    service,
                    URI.create("http://%s:%d".formatted(host, each.http().number())));
            management.put(
                    service, URI.create("http://127.0.0.1:" + each.management().number()));
        });
        String localUrl = "http://%s:%d".formatted(settings.door().reachedAs("localhost"), port(Service.GATEWAY));
        return new Addresses(
                settings.publicUrl().orElse(localUrl),
                infrastructure.database(),
                infrastructure.kafka(),
                http,
                management);
    }

    private int port(Service service) {
        return Optional.ofNullable(ports.get(service)).orElseThrow().http().number();
    }

    private void start(Service service) throws InterruptedException {
        ServicePorts own = Optional.ofNullable(ports.get(service)).orElseThrow();
        var program = new ServiceProgram(
                service,
                own.http(),
                own.management(),
                () -> new ServiceLaunch(modules, data, keys, settings, forge(), addresses()).of(service),
                of -> addresses().management(of));
        var process = new SupervisedProcess(
                        program, runFolder, progress, RestartBackoff.usual(), SupervisedProcess.USUAL_STALL)
                .onMove(this::followMove);
        synchronized (running) {
            running.put(service, new Supervised(program, process));
        }
        services.start(process);
    }

    /** Restarts services until each has started with the current addresses of all. */
    private void awaitUpToDate() throws InterruptedException {
        for (List<CompletableFuture<Void>> restarts = restartOutdated();
                !restarts.isEmpty();
                restarts = restartOutdated()) {
            try {
                CompletableFuture.allOf(restarts.toArray(CompletableFuture[]::new))
                        .get();
            } catch (ExecutionException e) {
                throw new StartFailed("a service could not be started anew: " + e.getMessage(), e);
            }
        }
    }

    /** Facts about the running platform for other programs. */
    private Properties facts() {
        var facts = addresses().toProperties();
        facts.setProperty("kafka-user", KafkaUser.READER.wireName());
        facts.setProperty(
                "kafka-password", KafkaPasswords.madeIn(keys.kafkaPasswords()).of(KafkaUser.READER));
        return facts;
    }

    private void followMove() {
        if (isUp) {
            runFolder.write("platform", facts());
        }
        restartOutdated();
    }

    private List<CompletableFuture<Void>> restartOutdated() {
        List<Supervised> all;
        synchronized (running) {
            all = List.copyOf(running.values());
        }
        var restarts = new ArrayList<CompletableFuture<Void>>();
        for (Supervised each : all) {
            if (each.program().isOutdated()) {
                progress.print("%s is started anew, since an address that it uses has changed"
                        .formatted(each.process().name()));
                restarts.add(each.process().restart());
            }
        }
        return restarts;
    }

    private static Set<String> needs(Service service) {
        var needed = new HashSet<>(service.after());
        if (service != Service.SIMULATOR) {
            needed.addAll(Set.of("database", "kafka"));
        }
        return needed;
    }

    private ReservedPort reported(String name, ReservedPort port) {
        if (port.isMoved()) {
            progress.print("the usual port of %s is taken, it gets %d".formatted(name, port.number()));
        }
        return port;
    }
}
