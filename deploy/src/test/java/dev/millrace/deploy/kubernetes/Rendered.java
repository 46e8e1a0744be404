package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The objects that one overlay installs.
 *
 * @param manifests in the order of the output
 */
record Rendered(List<Manifest> manifests) {

    static final Path KUBERNETES = Path.of("kubernetes").toAbsolutePath();

    private static final Map<String, Rendered> OVERLAYS = new ConcurrentHashMap<>();

    static Rendered overlay(String name) {
        return OVERLAYS.computeIfAbsent(
                name,
                overlay -> new Rendered(StrictModel.read(
                        Kubectl.kustomize(KUBERNETES.resolve("overlays").resolve(overlay)))));
    }

    /** An overlay as an installation makes one, with further components. */
    static Rendered overlayWith(String name, String... components) {
        Path folder = Path.of("target", "overlays", name + "-" + String.join("-", components));
        var lines = new StringBuilder("""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources:
                    - ../../../kubernetes/overlays/%s
                components:
                """.formatted(name));
        Stream.of(components)
                .forEach(component -> lines.append("    - ../../../kubernetes/components/")
                        .append(component)
                        .append('\n'));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("kustomization.yaml"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Rendered(StrictModel.read(Kubectl.kustomize(folder)));
    }

    <T> List<T> all(Class<T> type) {
        return manifests.stream()
                .map(Manifest::object)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The one object of a type with this name. */
    <T> T one(Class<T> type, String name) {
        List<Manifest> found = manifests.stream()
                .filter(manifest ->
                        type.isInstance(manifest.object()) && manifest.name().equals(name))
                .toList();
        assertThat(found).as("%s %s", type.getSimpleName(), name).hasSize(1);
        return type.cast(found.getFirst().object());
    }

    <T> boolean has(Class<T> type, String name) {
        return manifests.stream()
                .anyMatch(manifest ->
                        type.isInstance(manifest.object()) && manifest.name().equals(name));
    }

    /** Pods of Deployments, by the name of the Deployment. */
    Map<String, PodTemplateSpec> services() {
        return all(Deployment.class).stream()
                .collect(Collectors.toMap(
                        deployment -> deployment.getMetadata().getName(),
                        deployment -> deployment.getSpec().getTemplate(),
                        (one, other) -> other,
                        LinkedHashMap::new));
    }

    /** Pods of everything that runs: services, and the migration. */
    Map<String, PodTemplateSpec> pods() {
        var pods = new LinkedHashMap<>(services());
        all(Job.class)
                .forEach(job ->
                        pods.put(job.getMetadata().getName(), job.getSpec().getTemplate()));
        return pods;
    }

    /** The only container of a pod. */
    static Container container(PodTemplateSpec pod) {
        List<Container> containers = pod.getSpec().getContainers();
        assertThat(containers).hasSize(1);
        return containers.getFirst();
    }
}
