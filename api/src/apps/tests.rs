use super::project::version_order;

#[test]
fn versions_sort_as_versions() {
    let order = ["1.0-rc1", "1.0", "1.0.1", "1.2", "1.10", "2.0.0-alpha", "2.0.0-beta", "2.0.0", "10.0"];
    let mut sorted: Vec<&str> = order.to_vec();
    sorted.reverse();
    sorted.sort_by_key(|version| version_order(version));
    assert_eq!(sorted, order);
    assert_eq!(version_order("v4.02"), version_order("4.2"));
}
