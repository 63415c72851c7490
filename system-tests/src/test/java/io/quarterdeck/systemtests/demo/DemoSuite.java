package io.quarterdeck.systemtests.demo;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests of the demo's stack, which they share: one after the other in one process. */
@Suite(failIfNoTests = false)
@SelectPackages("io.quarterdeck.systemtests.demo")
@IncludeClassNamePatterns(".*IT")
class DemoSuite {}
