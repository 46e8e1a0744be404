package dev.millrace.deploy.network;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: a pod, or a host outside of the cluster.
 *
 * @param name for messages
 * @param namespace null for a host outside of the cluster
 */
public record Peer(
        String name,
        @Nullable String namespace,
        Map<String, String> namespaceLabels,
        Map<String, String> labels,
        InetAddress address) {

    /** A pod in a namespace that has no labels but the one with its name, which Kubernetes sets. */
    public static Peer pod(String name, String namespace, Map<String, String> labels, String address) {
        return pod(name, namespace, Map.of(), labels, address);
    }

    public static Peer pod(
            String name,
            String namespace,
            Map<String, String> namespaceLabels,
            Map<String, String> labels,
            String address) {
        var all = new HashMap<>(namespaceLabels);
        all.put("kubernetes.io/metadata.name", namespace);
        return new Peer(name, namespace, all, labels, InetAddress.ofLiteral(address));
    }

    public static Peer host(String name, String address) {
        return new Peer(name, null, Map.of(), Map.of(), InetAddress.ofLiteral(address));
    }
}
