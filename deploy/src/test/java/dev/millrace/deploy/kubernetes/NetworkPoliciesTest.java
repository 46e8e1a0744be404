package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.network.Peer;
import dev.millrace.deploy.network.PolicyRules;
import dev.millrace.deploy.network.Port;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares what the policies allow, for every ordered pair of hosts and every port in use, with the arrows we want. */
class NetworkPoliciesTest {

    private static final String NAMESPACE = "millrace";
    private static final String ANY_PORT = "*";

    /** From, to, ports. A name of several hosts stands for each of them. */
    private static final String ARROWS = """
            ingress-controller -> gateway          : 8080
            git-http           -> gateway          : 8080
            webhook-ingest     -> gateway          : 8080
            gateway            -> webhook-ingest   : 8081 9081
            gateway            -> git-http         : 8082 9082
            gateway            -> sync-worker      : 8083 9083
            gateway            -> pipeline         : 8084 9084
            gateway            -> insights         : 8085 9085
            gateway            -> webhook-delivery : 8086 9086
            pipeline           -> git-http         : 8082
            pipeline           -> insights         : 8085
            webhook-delivery   -> git-http         : 8082
            services           -> backends         : 5432 9092 9093
            migration          -> backends         : 5432
            services           -> dns              : 53 53/udp
            migration          -> dns              : 53 53/udp
            git-http           -> internet         : *
            sync-worker        -> internet         : *
            pipeline           -> internet         : 443
            webhook-ingest     -> internet         : 443
            gateway            -> internet         : 443
            webhook-delivery   -> internet         : *
            """;

    private static final String OBJECT_STORE = """
            git-http           -> backends         : 443 9000
            sync-worker        -> backends         : 443 9000
            """;

    private static final String PROMETHEUS = """
            prometheus         -> services         : 9080 9081 9082 9083 9084 9085 9086
            """;

    private static final String TRACES = """
            services           -> prometheus       : 4317
            """;

    private static final List<Port> PORTS = Stream.concat(
                    Stream.of(Port.udp(53)),
                    IntStream.concat(
                                    IntStream.of(22, 53, 80, 443, 3000, 4317, 5432, 6443, 9000, 9092, 9093),
                                    IntStream.concat(
                                            IntStream.rangeClosed(8080, 8086), IntStream.rangeClosed(9080, 9086)))
                            .mapToObj(Port::tcp))
            .toList();

    /**
     * Hosts other than ours. Those that are selected by labels have addresses that no policy mentions, so that their
     * labels matter; a private address counts as that of a database, because it may be.
     */
    private static final Map<String, List<Peer>> OTHERS = Map.of(
            "ingress-controller",
            List.of(Peer.pod("ingress-controller", "ingress-nginx", Map.of(), "100.64.1.1")),
            "prometheus",
            List.of(Peer.pod("prometheus", "monitoring", Map.of(), "100.64.1.2")),
            "dns",
            List.of(
                    Peer.pod("dns-pod", "kube-system", Map.of("k8s-app", "kube-dns"), "100.64.1.3"),
                    Peer.host("dns-of-the-node", "169.254.20.10")),
            "backends",
            List.of(
                    Peer.pod("backend-pod", "data", Map.of("millrace.dev/backend", "true"), Map.of(), "100.64.1.4"),
                    Peer.host("private-host", "10.9.8.7"),
                    Peer.host("private-host-6", "fd00::7")),
            "internet",
            List.of(Peer.host("public-host", "203.0.113.7"), Peer.host("public-host-6", "2001:db8::7")),
            "others",
            List.of(
                    Peer.pod("pod-without-labels", NAMESPACE, Map.of(), "100.64.1.5"),
                    Peer.pod("stranger", "default", Map.of("app.kubernetes.io/name", "gateway"), "100.64.1.6"),
                    Peer.pod("kube-system-pod", "kube-system", Map.of("k8s-app", "other"), "100.64.1.7"),
                    Peer.host("metadata-service", "169.254.169.254"),
                    Peer.host("loopback", "127.0.0.1")));

    @Test
    void allowOfASmallInstallationWhatTheArrowsSay() {
        assertArrows(Rendered.overlay("small"), ARROWS);
    }

    @Test
    void allowOfAProductionInstallationWhatTheArrowsSay() {
        assertArrows(Rendered.overlay("production"), ARROWS + OBJECT_STORE);
    }

    @Test
    void letPrometheusReadTheManagementPortsIfAsked() {
        assertArrows(Rendered.overlayWith("small", "prometheus"), ARROWS + PROMETHEUS);
    }

    @Test
    void letServicesSendTracesToTheNamespaceOfPrometheusIfAsked() {
        assertArrows(Rendered.overlayWith("small", "traces"), ARROWS + TRACES);
    }

    private static void assertArrows(Rendered rendered, String arrows) {
        Map<String, List<Peer>> groups = groups(rendered);
        var rules = new PolicyRules(rendered.all(NetworkPolicy.class));
        List<Peer> everybody =
                groups.values().stream().flatMap(List::stream).distinct().toList();

        var allowed = new TreeSet<String>();
        for (Peer from : everybody) {
            for (Peer to : everybody) {
                PORTS.stream()
                        .filter(port -> concernsUs(from, to) && !from.equals(to) && rules.allow(from, to, port))
                        .forEach(port -> allowed.add(arrow(from, to, port)));
            }
        }

        assertThat(allowed).containsExactlyElementsOf(expected(arrows, groups));
    }

    /** Between others, our policies decide nothing. */
    private static boolean concernsUs(Peer from, Peer to) {
        return NAMESPACE.equals(from.namespace()) || NAMESPACE.equals(to.namespace());
    }

    private static Map<String, List<Peer>> groups(Rendered rendered) {
        var groups = new LinkedHashMap<String, List<Peer>>(OTHERS);
        var services = new ArrayList<Peer>();
        rendered.pods().forEach((name, pod) -> {
            // as some networks number pods: from a private range, which a block of addresses may match
            String address = "10.244.0." + (groups.size() + 1);
            boolean migration = name.startsWith("migration-");
            Peer peer = Peer.pod(
                    migration ? "migration" : name, NAMESPACE, pod.getMetadata().getLabels(), address);
            groups.put(peer.name(), List.of(peer));
            if (!migration) {
                services.add(peer);
            }
        });
        groups.put("services", services);
        return groups;
    }

    private static Set<String> expected(String arrows, Map<String, List<Peer>> groups) {
        var expected = new TreeSet<String>();
        arrows.lines().forEach(line -> {
            String[] parts = line.split(" *(->|:) *");
            for (Peer from : groups.get(parts[0])) {
                for (Peer to : groups.get(parts[1])) {
                    ports(parts[2]).forEach(port -> expected.add(arrow(from, to, port)));
                }
            }
        });
        return expected;
    }

    private static Stream<Port> ports(String text) {
        List<String> wanted = List.of(text.split(" "));
        return PORTS.stream()
                .filter(port -> wanted.contains(port.toString())
                        || (wanted.contains(ANY_PORT) && port.protocol().equals("TCP")));
    }

    private static String arrow(Peer from, Peer to, Port port) {
        return "%s -> %s : %s".formatted(from.name(), to.name(), port);
    }
}
