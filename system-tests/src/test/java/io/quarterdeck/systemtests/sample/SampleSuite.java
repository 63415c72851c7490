package io.quarterdeck.systemtests.sample;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** All tests of the sample's stack, one after the other in one process, in this order. */
@Suite
@SelectClasses({WholeJobIT.class, CustodyIT.class})
@ConfigurationParameter(
        key = "junit.jupiter.testclass.order.default",
        value = "org.junit.jupiter.api.ClassOrderer$OrderAnnotation")
class SampleSuite {}
