package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Commands and services of the file: workflows with a process of their own. */
final class ReadProcess {

    private static final Pattern PORT = Pattern.compile("(\\d{1,5}):(\\d{1,5})");
    private static final int HIGHEST_PORT = 65535;

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    private static final int LONGEST_DOMAIN = 253;

    private final OpsReading reading;

    ReadProcess(OpsReading reading) {
        this.reading = reading;
    }

    CommandDefinition command(OpsMapping command) {
        reading.keys().check(command, Part.COMMAND);
        WorkflowHead head = WorkflowHead.read(reading, command, "command");
        String run = reading.require(command, "run");
        Variables env = Variables.read(reading, command);
        WorkflowEvents events = WorkflowEvents.read(reading, command);
        return new CommandDefinition(
                head.name(),
                head.version(),
                head.description(),
                run,
                ports(command),
                env.values(),
                env.secrets(),
                env.configs(),
                events.triggers(),
                events.filter(),
                actions(command),
                sdk(command),
                help(command),
                reading.keys().warnings());
    }

    ServiceDefinition service(OpsMapping service) {
        reading.keys().check(service, Part.SERVICE);
        WorkflowHead head = WorkflowHead.read(reading, service, "service");
        String run = reading.require(service, "run");
        Variables env = Variables.read(reading, service);
        WorkflowEvents events = WorkflowEvents.read(reading, service);
        return new ServiceDefinition(
                head.name(),
                head.version(),
                head.description(),
                run,
                ports(service),
                domain(service),
                env.values(),
                env.secrets(),
                env.configs(),
                events.triggers(),
                events.filter(),
                actions(service),
                sdk(service),
                help(service),
                reading.keys().warnings());
    }

    /** {@code trigger} of any workflow. */
    static List<StartAction> actions(OpsMapping workflow) {
        return OpsReading.limited(workflow.texts("trigger"), "trigger", workflow.node()).stream()
                .map(written -> Words.find(StartAction.values(), written, "trigger"))
                .distinct()
                .toList();
    }

    /** As the vendor's validator: the first entry must not be null, others may; neither side may repeat. */
    private List<PortMapping> ports(OpsMapping owner) {
        Optional<Node> written = owner.find("port");
        if (written.isEmpty()) {
            return List.of();
        }
        List<Node> items = OpsReading.limited(owner.list("port"), "port", owner.node());
        if (items.isEmpty() || OpsMapping.isNull(items.getFirst())) {
            throw new BrokenOpsFile(
                    written.get(), "'port' of %s needs an entry host:container".formatted(owner.name()));
        }
        List<PortMapping> ports = new ArrayList<>();
        Set<Integer> hosts = new HashSet<>();
        Set<Integer> containers = new HashSet<>();
        for (Node item : items) {
            if (!OpsMapping.isNull(item)) {
                PortMapping port = port(OpsMapping.text(item, "an entry of 'port'"));
                if (!hosts.add(port.host()) || !containers.add(port.container())) {
                    throw new BrokenOpsFile(
                            item, "'port' names a port of '%d:%d' twice".formatted(port.host(), port.container()));
                }
                ports.add(port);
            }
        }
        return ports;
    }

    private static PortMapping port(Located written) {
        Matcher numbers = PORT.matcher(written.value());
        if (numbers.matches()) {
            int host = Integer.parseInt(numbers.group(1));
            int container = Integer.parseInt(numbers.group(2));
            if (isPort(host) && isPort(container)) {
                return new PortMapping(host, container);
            }
        }
        throw new BrokenOpsFile(
                written.node(),
                "port %s must be host:container, two numbers from 1 to %d, such as 8080:8080"
                        .formatted(Quoted.of(written.value()), HIGHEST_PORT));
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= HIGHEST_PORT;
    }

    private Optional<String> domain(OpsMapping service) {
        Optional<Located> domain =
                service.text("domain").filter(written -> !written.value().isEmpty());
        domain.filter(written -> written.value().length() > LONGEST_DOMAIN
                        || !DOMAIN.matcher(written.value()).matches())
                .ifPresent(written -> {
                    throw new BrokenOpsFile(
                            written.node(),
                            "domain %s must be a host name without scheme, port and path, such as app.example.com"
                                    .formatted(Quoted.of(written.value())));
                });
        return domain.map(reading::counted);
    }

    /** YAML 1.1 reads {@code off} as false, so tools write either. */
    private Sdk sdk(OpsMapping owner) {
        return owner.text("sdk")
                .map(written -> switch (written.value()) {
                    case "2", "on", "true" -> Sdk.DAEMON;
                    case "1" -> Sdk.LEGACY;
                    case "off", "false", "no" -> Sdk.OFF;
                    default -> {
                        reading.keys()
                                .warn(
                                        written.node(),
                                        "sdk %s is unknown and taken as \"2\"; the values are \"2\", \"1\" and off"
                                                .formatted(Quoted.of(written.value())));
                        yield Sdk.DAEMON;
                    }
                })
                .orElse(Sdk.DAEMON);
    }

    private HelpDefinition help(OpsMapping owner) {
        Optional<Node> written = owner.find("help");
        if (written.isEmpty()) {
            return HelpDefinition.NONE;
        }
        OpsMapping help = OpsMapping.of(written.get(), "'help'");
        reading.keys().check(help, Part.HELP);
        return new HelpDefinition(
                reading.find(help, "usage"), described(help, "arguments"), described(help, "options"));
    }

    /** Descriptions by name. They are only shown, so what is no text is left out rather than refused. */
    private Map<String, String> described(OpsMapping help, String key) {
        Map<String, String> descriptions = new LinkedHashMap<>();
        help.find(key).ifPresent(node -> {
            if (node instanceof MappingNode) {
                OpsMapping mapping = OpsMapping.of(node, "'%s'".formatted(key));
                OpsReading.limited(mapping.keys(), key, node).forEach(name -> describe(mapping, name, descriptions));
            } else {
                reading.keys().warn(node, "'%s' of 'help' is no mapping and has no effect".formatted(key));
            }
        });
        return descriptions;
    }

    private void describe(OpsMapping mapping, ScalarNode name, Map<String, String> descriptions) {
        mapping.find(name.getValue()).ifPresent(value -> {
            if (value instanceof ScalarNode) {
                descriptions.put(
                        reading.counted(new Located(name.getValue(), name)),
                        reading.counted(OpsMapping.text(value, mapping.name())));
            } else {
                reading.keys()
                        .warn(
                                name,
                                "%s of %s is no text and has no effect"
                                        .formatted(Quoted.of(name.getValue()), mapping.name()));
            }
        });
    }
}
