package io.quarterdeck.systemtests.compose;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests of the stack in containers, which they share: one after the other in one process. */
@Suite(failIfNoTests = false)
@SelectPackages("io.quarterdeck.systemtests.compose")
@IncludeClassNamePatterns(".*IT")
class ComposeSuite {}
