package dev.millrace.deploy.network;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides whether policies allow a connection: the egress policies of the pod that opens it, and the ingress policies of
 * the pod that accepts it. A pod that no policy of a direction selects is not restricted in it; otherwise one rule of one
 * of them has to match.
 *
 * <p>Blocks of addresses match pods, too. Some network plugins do this and others do not; a policy has to hold with both.
 */
public final class PolicyRules {

    private static final String INGRESS = "Ingress";
    private static final String EGRESS = "Egress";

    private final List<NetworkPolicy> policies;

    /** @param policies each with its {@code policyTypes}, which Kubernetes otherwise derives from the rules */
    public PolicyRules(List<NetworkPolicy> policies) {
        for (NetworkPolicy policy : policies) {
            if (policy.getSpec().getPolicyTypes().isEmpty()) {
                throw new IllegalArgumentException("policy %s names no policyTypes"
                        .formatted(policy.getMetadata().getName()));
            }
        }
        this.policies = List.copyOf(policies);
    }

    public boolean allow(Peer from, Peer to, Port port) {
        return sends(from, to, port) && accepts(from, to, port);
    }

    private boolean sends(Peer from, Peer to, Port port) {
        List<NetworkPolicy> selecting = selecting(from, EGRESS);
        return selecting.isEmpty()
                || selecting.stream()
                        .anyMatch(policy -> policy.getSpec().getEgress().stream()
                                .anyMatch(rule -> anyPeer(policy, rule.getTo(), to) && anyPort(rule.getPorts(), port)));
    }

    private boolean accepts(Peer from, Peer to, Port port) {
        List<NetworkPolicy> selecting = selecting(to, INGRESS);
        return selecting.isEmpty()
                || selecting.stream()
                        .anyMatch(policy -> policy.getSpec().getIngress().stream()
                                .anyMatch(rule ->
                                        anyPeer(policy, rule.getFrom(), from) && anyPort(rule.getPorts(), port)));
    }

    private List<NetworkPolicy> selecting(Peer pod, String direction) {
        return policies.stream()
                .filter(policy -> namespace(policy).equals(pod.namespace()))
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
                .filter(policy -> matches(policy.getSpec().getPodSelector(), pod.labels()))
                .toList();
    }

    /** A rule without peers is about all of them. */
    private static boolean anyPeer(NetworkPolicy policy, List<NetworkPolicyPeer> peers, Peer peer) {
        return peers.isEmpty() || peers.stream().anyMatch(candidate -> matches(policy, candidate, peer));
    }

    private static boolean matches(NetworkPolicy policy, NetworkPolicyPeer candidate, Peer peer) {
        if (candidate.getIpBlock() != null) {
            return matches(candidate.getIpBlock(), peer);
        }
        if (peer.namespace() == null) {
            return false;
        }
        boolean inNamespace = candidate.getNamespaceSelector() == null
                ? namespace(policy).equals(peer.namespace())
                : matches(candidate.getNamespaceSelector(), peer.namespaceLabels());
        return inNamespace
                && (candidate.getPodSelector() == null || matches(candidate.getPodSelector(), peer.labels()));
    }

    private static boolean matches(IPBlock block, Peer peer) {
        return AddressRange.of(block.getCidr()).contains(peer.address())
                && block.getExcept().stream()
                        .noneMatch(except -> AddressRange.of(except).contains(peer.address()));
    }

    /** A rule without ports is about all of them. */
    private static boolean anyPort(List<NetworkPolicyPort> ports, Port port) {
        return ports.isEmpty() || ports.stream().anyMatch(candidate -> matches(candidate, port));
    }

    private static boolean matches(NetworkPolicyPort candidate, Port port) {
        if (!Objects.requireNonNullElse(candidate.getProtocol(), "TCP").equals(port.protocol())) {
            return false;
        }
        if (candidate.getPort() == null) {
            return true;
        }
        Integer first = candidate.getPort().getIntVal();
        if (first == null) {
            throw new UnsupportedOperationException(
                    "port %s has a name, which not every network plugin resolves for other pods"
                            .formatted(candidate.getPort().getStrVal()));
        }
        int last = Objects.requireNonNullElse(candidate.getEndPort(), first);
        return first <= port.number() && port.number() <= last;
    }

    /** An empty selector matches everything. */
    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
                && selector.getMatchExpressions().stream().allMatch(requirement -> matches(requirement, labels));
    }

    private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw new IllegalArgumentException("there is no operator " + requirement.getOperator());
        };
    }

    private static String namespace(NetworkPolicy policy) {
        return policy.getMetadata().getNamespace();
    }
}
