package dev.millrace.gateway.dashboard.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the jobs of a build are drawn: each in the column after the last of those that it needs, with a line from each of them.
 * All lengths are in the units of the drawing.
 *
 * @param nodes in the order of the jobs
 * @param edges one for each need
 */
record JobGraph(int width, int height, List<Node> nodes, List<Edge> edges) {

    private static final int NODE_WIDTH = 200;
    private static final int NODE_HEIGHT = 44;
    private static final int COLUMN = NODE_WIDTH + 56;
    private static final int ROW = NODE_HEIGHT + 16;
    private static final int MARGIN = 4;
    private static final int LONGEST_NAME = 24;

    /**
     * A job.
     *
     * @param position of the job in the build, 0 or more
     * @param x of its left edge
     * @param y of its upper edge
     */
    record Node(Job job, int position, int x, int y) {

        /** As much of the name as has space. */
        public String label() {
            String name = job.name();
            return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
        }

        public int textX() {
            return x + 14;
        }

        public int nameY() {
            return y + 19;
        }

        public int stateY() {
            return y + 35;
        }
    }

    /** A line, as the path of an SVG. */
    record Edge(String path) {}

    /** Lays out the jobs. Needs of jobs that the build does not have are left out, and so is what would be a cycle. */
    static JobGraph of(List<Job> jobs) {
        Map<String, Job> byName = new HashMap<>();
        jobs.forEach(job -> byName.putIfAbsent(job.name(), job));
        Map<String, Integer> columns = new HashMap<>();
        jobs.forEach(job -> column(job, byName, columns));
        Map<Integer, Integer> used = new HashMap<>();
        Map<String, Node> placed = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Job job : jobs) {
            int column = columns.getOrDefault(job.name(), 0);
            int row = used.merge(column, 1, Integer::sum) - 1;
            var node = new Node(job, nodes.size(), MARGIN + column * COLUMN, MARGIN + row * ROW);
            placed.putIfAbsent(job.name(), node);
            nodes.add(node);
        }
        List<Edge> edges = new ArrayList<>();
        for (Node node : nodes) {
            for (String need : node.job().needs()) {
                Node from = placed.get(need);
                if (from != null && from.x() < node.x()) {
                    edges.add(edge(from, node));
                }
            }
        }
        int columnCount =
                used.keySet().stream().mapToInt(column -> column + 1).max().orElse(0);
        int rowCount = used.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return new JobGraph(
                Math.max(0, columnCount * COLUMN - (COLUMN - NODE_WIDTH)) + 2 * MARGIN,
                Math.max(0, rowCount * ROW - (ROW - NODE_HEIGHT)) + 2 * MARGIN,
                List.copyOf(nodes),
                List.copyOf(edges));
    }

    /** Width of the box of a job. */
    public int nodeWidth() {
        return NODE_WIDTH;
    }

    /** Height of the box of a job. */
    public int nodeHeight() {
        return NODE_HEIGHT;
    }

    private static int column(Job job, Map<String, Job> byName, Map<String, Integer> columns) {
        Integer known = columns.get(job.name());
        if (known != null) {
            return known;
        }
        // a job that is asked for while it is being placed would need itself
        columns.put(job.name(), 0);
        int column = 0;
        for (String need : job.needs()) {
            Job before = byName.get(need);
            if (before != null) {
                column = Math.max(column, column(before, byName, columns) + 1);
            }
        }
        columns.put(job.name(), column);
        return column;
    }

    private static Edge edge(Node from, Node to) {
        int startX = from.x() + NODE_WIDTH;
        int startY = from.y() + NODE_HEIGHT / 2;
        int endY = to.y() + NODE_HEIGHT / 2;
        int bend = (to.x() - startX) / 2;
        return new Edge("M%d %d C%d %d %d %d %d %d"
                .formatted(startX, startY, startX + bend, startY, to.x() - bend, endY, to.x(), endY));
    }
}
