package dev.millrace.standalone.platform;

import dev.millrace.standalone.infrastructure.KafkaPasswords;
import dev.millrace.standalone.infrastructure.KafkaUser;
import dev.millrace.standalone.process.Launch;
import dev.millrace.standalone.process.Launch.StopSignal;
import dev.millrace.standalone.process.StartFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns a service into a command and its environment. */
final class ServiceLaunch {

    private final Path modules;
    private final DataFolder data;
    private final PlatformKeys keys;
    private final Settings settings;
    private final ForgeApp forge;
    private final Addresses addresses;

    /** @param modules the checkout, which contains the modules and their build output */
    ServiceLaunch(
            Path modules, DataFolder data, PlatformKeys keys, Settings settings, ForgeApp forge, Addresses addresses) {
        this.modules = modules;
        this.data = data;
        this.keys = keys;
        this.settings = settings;
        this.forge = forge;
        this.addresses = addresses;
    }

    /**
     * How the service is started.
     *
     * @throws StartFailed if it was not built
     */
    Launch of(Service service) {
        Path jar = modules.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StartFailed("%s was not built: there is no %s".formatted(service.processName(), jar));
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path cache = jar.resolveSibling("app.aot");
        if (Files.exists(cache)) {
            // the JVM ignores a cache of other jars or of another JDK
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
        command.addAll(List.of(
                "-Xmx%dm".formatted(service.heapMegabytes()),
                "-Xms32m",
                collector(service),
                compiler(service),
                "-XX:+ExitOnOutOfMemoryError",
                "-Xss512k",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString()));
        return new Launch(
                service.processName(),
                command,
                environment(service),
                data.log(service.processName()),
                StopSignal.TERM,
                service.rank() == Service.Rank.BACK ? 10 : 0);
    }

    /** Packs fill the heap of git-http for seconds; with one thread, collecting it would delay every other request. */
    private static String collector(Service service) {
        return service == Service.GIT_HTTP ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC";
    }

    private static String compiler(Service service) {
        return switch (service) {
            // they copy and hash packs, and only the optimizing compiler knows the processor's instructions for SHA-1
            case GIT_HTTP, SYNC -> "-XX:TieredStopAtLevel=4";
            // on few cores the optimizing compiler costs more than it saves in a run of usual length
            case INGEST, INSIGHTS, WEBHOOK_DELIVERY, PIPELINE, GATEWAY, SIMULATOR -> "-XX:TieredStopAtLevel=1";
        };
    }

    private Map<String, String> environment(Service service) {
        var environment = new LinkedHashMap<String, String>();
        // glibc otherwise keeps a memory arena for each of many threads
        environment.put("MALLOC_ARENA_MAX", "2");
        environment.put(
                "QUARKUS_HTTP_HOST",
                service == Service.GATEWAY ? settings.door().host().getHostAddress() : "127.0.0.1");
        environment.put(
                "QUARKUS_HTTP_PORT", Integer.toString(addresses.of(service).getPort()));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put(
                "QUARKUS_MANAGEMENT_PORT",
                Integer.toString(addresses.management(service).getPort()));
        if (service.rank() == Service.Rank.FRONT) {
            // requests in flight get a part of the time that a service has to stop; Quarkus always takes all of
            // it (quarkusio/quarkus#51915), so the other services, for which no client waits, do without
            environment.put("QUARKUS_SHUTDOWN_TIMEOUT", "1S");
        }
        if (service == Service.SIMULATOR) {
            environment.putAll(simulatorEnvironment());
        } else {
            environment.putAll(serviceEnvironment());
            environment.putAll(kafkaLogin(service));
            if (service == Service.GATEWAY || service == Service.PIPELINE) {
                // the gateway signs the records that decide on access, the pipeline reads repositories on behalf of
                // teams
                environment.put(
                        "MILLRACE_PLATFORM_PRIVATE_KEY_FILE",
                        keys.platformPrivateKey().toString());
            }
            if (service == Service.GATEWAY) {
                environment.putAll(gatewayEnvironment());
            }
            // the user's settings override this platform's
            settings.others().keySet().stream().map(ServiceLaunch::variable).forEach(environment::remove);
            if (!settings.others().isEmpty()) {
                environment.put(
                        "SMALLRYE_CONFIG_LOCATIONS", data.settings().toUri().toString());
            }
            // otherwise each channel sleeps for two seconds, one after the other; uncommitted records are read again,
            // and the inbox detects them
            environment.put("MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_GRACEFUL_SHUTDOWN", "false");
        }
        if (service.rank() == Service.Rank.BACK) {
            // a service with low priority on a busy machine also needs a long acquire timeout for the database
            environment.put("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "30S");
        }
        return environment;
    }

    private Map<String, String> serviceEnvironment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("MILLRACE_DATABASE_URL", addresses.database().url());
        environment.put("MILLRACE_DATABASE_USER", addresses.database().user());
        environment.put("MILLRACE_DATABASE_PASSWORD", addresses.database().password());
        // migrated before any service starts
        environment.put("QUARKUS_FLYWAY_VALIDATE_AT_START", "false");
        environment.put("MILLRACE_SECRETS_CREATE_KEYSET", "true");
        environment.put("MILLRACE_KAFKA", addresses.kafka());
        environment.put("MILLRACE_URLS_PUBLIC", addresses.publicUrl());
        environment.put("MILLRACE_URLS_GATEWAY", addresses.of(Service.GATEWAY).toString());
        environment.put("MILLRACE_URLS_GIT_HTTP", addresses.of(Service.GIT_HTTP).toString());
        environment.put("MILLRACE_URLS_INSIGHTS", addresses.of(Service.INSIGHTS).toString());
        environment.put("MILLRACE_GIT_DIRECTORY", data.git().toString());
        environment.put("MILLRACE_PIPELINE_WORK_DIRECTORY", data.work().toString());
        // all services are on this machine
        environment.put("MILLRACE_PIPELINE_LOG_STORAGE", "objects");
        environment.put("MILLRACE_PIPELINE_FILES_STORAGE", "objects");
        environment.put(
                "MILLRACE_PLATFORM_PUBLIC_KEY_FILE", keys.platformPublicKey().toString());
        environment.put("MILLRACE_SECRETS_KEYSET_FILE", keys.secretsKeyset().toString());
        environment.put(
                "MILLRACE_GATEWAY_ADMINISTRATOR_TOKEN_FILE",
                keys.administratorToken().toString());
        // for the gateway, which stores them as a connection, and for the others until it has published that
        environment.put("MILLRACE_GITHUB_INSTANCE", forge.instance());
        environment.put("MILLRACE_GITHUB_API_URL", forge.apiUrl());
        environment.put("MILLRACE_GITHUB_WEB_URL", forge.webUrl());
        forge.appId().ifPresent(id -> environment.put("MILLRACE_GITHUB_APP_ID", id));
        forge.privateKeyFile().ifPresent(key -> environment.put("MILLRACE_GITHUB_PRIVATE_KEY_FILE", key.toString()));
        environment.put("MILLRACE_GITHUB_WEBHOOK_SECRETS", String.join(",", forge.webhookSecrets()));
        return environment;
    }

    /** Quarkus reads every setting of Kafka's clients from an environment variable of its name. */
    private Map<String, String> kafkaLogin(Service service) {
        var environment = new LinkedHashMap<String, String>();
        KafkaPasswords.madeIn(keys.kafkaPasswords())
                .client(KafkaUser.valueOf(service.name()))
                .forEach((setting, value) -> environment.put(
                        "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** Addresses of everything behind the gateway. */
    private Map<String, String> gatewayEnvironment() {
        var environment = new LinkedHashMap<String, String>();
        for (Service service : List.of(
                Service.INGEST,
                Service.GIT_HTTP,
                Service.SYNC,
                Service.PIPELINE,
                Service.INSIGHTS,
                Service.WEBHOOK_DELIVERY)) {
            environment.put(
                    variable("millrace.urls." + service.processName()),
                    addresses.of(service).toString());
            environment.put(
                    variable("millrace.management." + service.processName()),
                    addresses.management(service).toString());
        }
        return environment;
    }

    /** The environment variable that sets a key. */
    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Map<String, String> simulatorEnvironment() {
        return Map.of(
                "SIMULATOR_DATA_DIRECTORY", data.forge().toString(),
                "SIMULATOR_PUBLIC_URL", forge.webUrl(),
                "SIMULATOR_APP_ID", forge.appId().orElseThrow(),
                "SIMULATOR_APP_PUBLIC_KEY_FILE", keys.simulatedApp().getValue().toString(),
                "SIMULATOR_HOOK_URL", addresses.publicUrl() + "/webhooks/github",
                "SIMULATOR_HOOK_SECRET", forge.webhookSecrets().getFirst());
    }
}
