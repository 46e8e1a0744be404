package dev.millrace.standalone.infrastructure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.utils.Time;

/**
 * The broker's process: Kafka, with its users and their ACLs. Both are brought up to date at each start, so a data
 * folder of an earlier version, new passwords and changed ACLs need no further step.
 */
final class BrokerProcess {

    private static final ScramCredentialInfo CREDENTIAL = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096);

    private BrokerProcess() {}

    /** @param arguments the broker's configuration, the file of the passwords, and its address */
    public static void main(String... arguments) {
        try {
            var configuration = new Properties();
            try (var in = Files.newBufferedReader(Path.of(arguments[0]))) {
                configuration.load(in);
            }
            var passwords = KafkaPasswords.madeIn(Path.of(arguments[1]));
            var server = new KafkaRaftServer(KafkaConfig.fromProps(configuration), Time.SYSTEM);
            Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
            server.startup();
            // our broker has bound the port by now: the password is sent to no other process that listens there
            saveUsers(arguments[2], passwords);
            server.awaitShutdown();
        } catch (IOException | ExecutionException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void saveUsers(String address, KafkaPasswords passwords)
            throws ExecutionException, InterruptedException {
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                address,
                AdminClientConfig.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                passwords.brokerLogin());
        try (var admin = Admin.create(client)) {
            saveRights(admin);
            // last, so that a user who can authenticate already has its rights
            saveCredentials(admin, passwords);
        }
    }

    private static void saveRights(Admin admin) throws ExecutionException, InterruptedException {
        Set<AclBinding> wanted = Arrays.stream(KafkaUser.values())
                .flatMap(user -> user.rights().stream())
                .collect(Collectors.toSet());
        Set<AclBinding> known =
                new HashSet<>(admin.describeAcls(AclBindingFilter.ANY).values().get());
        List<AclBinding> missing = new ArrayList<>(wanted);
        missing.removeAll(known);
        known.removeAll(wanted);
        admin.createAcls(missing).all().get();
        admin.deleteAcls(known.stream().map(AclBinding::toFilter).toList())
                .all()
                .get();
    }

    private static void saveCredentials(Admin admin, KafkaPasswords passwords)
            throws ExecutionException, InterruptedException {
        List<UserScramCredentialAlteration> credentials = Arrays.stream(KafkaUser.values())
                .<UserScramCredentialAlteration>map(
                        user -> new UserScramCredentialUpsertion(user.wireName(), CREDENTIAL, passwords.of(user)))
                .toList();
        admin.alterUserScramCredentials(credentials).all().get();
    }
}
