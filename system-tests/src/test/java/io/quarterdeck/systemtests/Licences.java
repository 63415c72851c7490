package io.quarterdeck.systemtests;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which licences of others go with a program under Apache-2.0. The kinds follow the categories of the Apache Software
 * Foundation (<a href="https://www.apache.org/legal/resolved.html">resolved.html</a>).
 */
final class Licences {

    enum Kind {
        /** Category A: may be shipped in any form. */
        PERMISSIVE,
        /** Category B, and the GPL where its classpath exception holds: shipped unchanged and as a binary, no source of it. */
        BINARY_ONLY,
        REFUSED
    }

    private static final Set<String> PERMISSIVE = Set.of(
            "0BSD",
            "Apache-1.1",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "MIT",
            "PostgreSQL",
            "Public domain",
            "W3C-19990505");

    private static final Set<String> BINARY_ONLY =
            Set.of("CDDL-1.0", "EPL-1.0", "EPL-2.0", "GPL-2.0-with-classpath-exception", "MPL-1.1", "MPL-2.0");

    /** What POMs say in words of their own. */
    private static final Map<String, String> SPDX = Map.of(
            "Apache License, 2.0",
            "Apache-2.0",
            "Go License",
            "BSD-3-Clause",
            "Modified BSD",
            "BSD-3-Clause",
            "Public Domain",
            "Public domain",
            "The GNU General Public License (GPL), Version 2, With Classpath Exception",
            "GPL-2.0-with-classpath-exception",
            "W3C license",
            "W3C-19990505",
            "jQuery license",
            "MIT",
            "Bouncy Castle Licence",
            "MIT");

    /** Where a POM says nothing, says it wrongly, or leaves a choice: what holds for us, as its own licence file has it. */
    private static final Map<String, String> OURS_TO_SAY = Map.ofEntries(
            // A choice: EPL or LGPL.
            Map.entry("ch.qos.logback:logback-classic", "EPL-2.0"),
            Map.entry("ch.qos.logback:logback-core", "EPL-2.0"),
            // A choice: MPL, LGPL or Apache.
            Map.entry("org.javassist:javassist", "Apache-2.0"),
            // "BSD" in the POM, which is taken for the licence with four clauses; theirs has three.
            Map.entry("com.thoughtworks.paranamer:paranamer", "BSD-3-Clause"),
            Map.entry("org.antlr:antlr4-runtime", "BSD-3-Clause"),
            Map.entry("org.jline:jline-native", "BSD-3-Clause"),
            Map.entry("org.jline:jline-terminal", "BSD-3-Clause"),
            // Nothing in the POM.
            Map.entry("org.apache.xbean:xbean-asm9-shaded", "Apache-2.0"),
            Map.entry("oro:oro", "Apache-1.1"));

    private Licences() {}

    /** All that hold for a library at once, in SPDX. */
    static Set<String> of(Sbom.Component library) {
        var said = OURS_TO_SAY.get(library.name());
        return said != null
                ? Set.of(said)
                : library.licences().stream()
                        .map(name -> SPDX.getOrDefault(name, name))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    static Kind kind(Set<String> licences) {
        if (licences.isEmpty() || !licences.stream().allMatch(l -> PERMISSIVE.contains(l) || BINARY_ONLY.contains(l))) {
            return Kind.REFUSED;
        }
        return PERMISSIVE.containsAll(licences) ? Kind.PERMISSIVE : Kind.BINARY_ONLY;
    }
}
