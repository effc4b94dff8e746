from corrspec.testing import conformance_test
from mine import IMPLEMENTATION

test_mine = conformance_test(IMPLEMENTATION)
