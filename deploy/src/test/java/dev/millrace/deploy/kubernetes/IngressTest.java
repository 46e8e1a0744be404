package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngressTest {

    private static final String NGINX = "nginx.ingress.kubernetes.io/";

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void leadsToTheGatewayOnly(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);
        List<Ingress> all = rendered.all(Ingress.class);

        assertThat(all).hasSize(1);
        assertThat(all.getFirst().getSpec().getDefaultBackend()).isNull();
        assertThat(all.getFirst().getSpec().getRules())
                .flatExtracting(rule -> rule.getHttp().getPaths())
                .hasSize(1)
                .allSatisfy(path -> {
                    var backend = path.getBackend().getService();
                    assertThat(path.getPath()).isEqualTo("/");
                    assertThat(backend.getName()).isEqualTo("gateway");
                    assertThat(backend.getPort().getName()).isEqualTo("http");
                    assertThat(rendered.one(Service.class, backend.getName())
                                    .getSpec()
                                    .getPorts())
                            .anyMatch(port ->
                                    port.getName().equals(backend.getPort().getName()));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void servesTheHostOfThePublicAddressOverTls(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        assertServes(rendered, host(rendered));
    }

    @Test
    void servesAnotherHostWhenThePublicAddressIsAnother() throws IOException {
        Path folder = Path.of("target", "overlays", "other-host");
        Files.createDirectories(folder);
        Path overlay = Rendered.KUBERNETES.resolve("overlays/small/kustomization.yaml");
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                Files.readString(overlay)
                        .replace("- ../../", "- ../../../kubernetes/")
                        .replace("https://millrace.example.com", "https://git.example.org"));

        Rendered rendered = new Rendered(StrictModel.read(Kubectl.kustomize(folder)));

        assertThat(host(rendered)).isEqualTo("git.example.org");
        assertServes(rendered, "git.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void passesClonesAndPushesOnAsTheyArrive(String overlay) {
        assertThat(Rendered.overlay(overlay)
                        .one(Ingress.class, "gateway")
                        .getMetadata()
                        .getAnnotations())
                .containsEntry(NGINX + "proxy-buffering", "off")
                .containsEntry(NGINX + "proxy-request-buffering", "off")
                .containsEntry(NGINX + "proxy-http-version", "1.1")
                .containsEntry(NGINX + "proxy-body-size", "0")
                .containsEntry(NGINX + "proxy-read-timeout", "3600")
                .containsEntry(NGINX + "proxy-send-timeout", "3600");
    }

    private static String host(Rendered rendered) {
        String address = rendered.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("millrace-platform-"))
                .findFirst()
                .orElseThrow()
                .getData()
                .get("MILLRACE_URLS_PUBLIC");
        return URI.create(address).getHost();
    }

    private static void assertServes(Rendered rendered, String host) {
        var spec = rendered.one(Ingress.class, "gateway").getSpec();
        assertThat(spec.getRules()).extracting(rule -> rule.getHost()).containsExactly(host);
        assertThat(spec.getTls()).flatExtracting(tls -> tls.getHosts()).containsExactly(host);
    }
}
