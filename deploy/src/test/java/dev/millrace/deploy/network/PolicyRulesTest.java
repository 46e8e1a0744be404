package dev.millrace.deploy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyRulesTest {

    private static final Peer GATEWAY = Peer.pod("gateway", "ours", Map.of("name", "gateway"), "10.0.0.1");
    private static final Peer GIT = Peer.pod("git", "ours", Map.of("name", "git"), "10.0.0.2");
    private static final Peer STRANGER = Peer.pod("stranger", "theirs", Map.of("name", "gateway"), "10.0.0.3");
    private static final Peer HOST = Peer.host("host", "203.0.113.7");

    private static final NetworkPolicy NOTHING = new NetworkPolicyBuilder()
            .withNewMetadata()
            .withName("nothing")
            .withNamespace("ours")
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .endPodSelector()
            .withPolicyTypes("Ingress", "Egress")
            .endSpec()
            .build();

    private static final NetworkPolicy GIT_ACCEPTS_GATEWAY = new NetworkPolicyBuilder()
            .withNewMetadata()
            .withName("git")
            .withNamespace("ours")
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .addToMatchLabels("name", "git")
            .endPodSelector()
            .withPolicyTypes("Ingress")
            .addNewIngress()
            .addNewFrom()
            .withNewPodSelector()
            .addToMatchLabels("name", "gateway")
            .endPodSelector()
            .endFrom()
            .addNewPort()
            .withPort(new IntOrString(8082))
            .endPort()
            .endIngress()
            .endSpec()
            .build();

    @Test
    void allowsEverythingWithoutPolicies() {
        var rules = new PolicyRules(List.of());

        assertThat(rules.allow(STRANGER, GIT, Port.tcp(22))).isTrue();
    }

    @Test
    void allowsNothingWithAPolicyWithoutRules() {
        var rules = new PolicyRules(List.of(NOTHING));

        assertThat(rules.allow(GATEWAY, GIT, Port.tcp(8082))).isFalse();
        assertThat(rules.allow(STRANGER, GIT, Port.tcp(8082))).isFalse();
        assertThat(rules.allow(GIT, HOST, Port.tcp(443))).isFalse();
        assertThat(rules.allow(STRANGER, HOST, Port.tcp(443))).isTrue();
    }

    @Test
    void needsTheConsentOfBothEnds() {
        var rules = new PolicyRules(List.of(NOTHING, GIT_ACCEPTS_GATEWAY));
        var egress = new NetworkPolicyBuilder(GIT_ACCEPTS_GATEWAY)
                .editSpec()
                .withNewPodSelector()
                .addToMatchLabels("name", "gateway")
                .endPodSelector()
                .withPolicyTypes("Egress")
                .withIngress()
                .addNewEgress()
                .endEgress()
                .endSpec()
                .build();

        assertThat(rules.allow(GATEWAY, GIT, Port.tcp(8082))).isFalse();
        assertThat(new PolicyRules(List.of(NOTHING, GIT_ACCEPTS_GATEWAY, egress)).allow(GATEWAY, GIT, Port.tcp(8082)))
                .isTrue();
    }

    @Test
    void selectsPodsOfThePolicysOwnNamespaceByPodSelectorAlone() {
        var rules = new PolicyRules(List.of(GIT_ACCEPTS_GATEWAY));

        assertThat(rules.allow(GATEWAY, GIT, Port.tcp(8082))).isTrue();
        assertThat(rules.allow(STRANGER, GIT, Port.tcp(8082))).isFalse();
    }

    @Test
    void restrictsThePortAndTheProtocol() {
        var rules = new PolicyRules(List.of(GIT_ACCEPTS_GATEWAY));

        assertThat(rules.allow(GATEWAY, GIT, Port.tcp(9082))).isFalse();
        assertThat(rules.allow(GATEWAY, GIT, Port.udp(8082))).isFalse();
    }

    @Test
    void readsBlocksOfAddressesWithTheirExceptions() {
        var policy = new NetworkPolicyBuilder(NOTHING)
                .editSpec()
                .addNewEgress()
                .addNewTo()
                .withNewIpBlock()
                .withCidr("0.0.0.0/0")
                .withExcept("10.0.0.0/8")
                .endIpBlock()
                .endTo()
                .endEgress()
                .endSpec()
                .build();
        var rules = new PolicyRules(List.of(policy));

        assertThat(rules.allow(GIT, HOST, Port.tcp(443))).isTrue();
        assertThat(rules.allow(GIT, STRANGER, Port.tcp(443))).isFalse();
        assertThat(rules.allow(GIT, Peer.host("six", "2001:db8::7"), Port.tcp(443)))
                .isFalse();
    }

    @Test
    void refusesPortsWithNames() {
        var policy = new NetworkPolicyBuilder(GIT_ACCEPTS_GATEWAY)
                .editSpec()
                .editFirstIngress()
                .editFirstPort()
                .withPort(new IntOrString("http"))
                .endPort()
                .endIngress()
                .endSpec()
                .build();

        assertThatThrownBy(() -> new PolicyRules(List.of(policy)).allow(GATEWAY, GIT, Port.tcp(8082)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("http");
    }
}
