"""Writes tests/vectors/pymerkle.json: roots and proofs by pymerkle 7 (pip install pymerkle), an independent implementation.

Run: python3 log/tests/py/tree_vectors.py > log/tests/vectors/pymerkle.json
"""

import json
from base64 import b64encode

from pymerkle import InmemoryTree


def text(digest):
    return b64encode(digest).decode()


def main():
    tree = InmemoryTree(algorithm="sha256")
    sizes = [1, 2, 3, 4, 5, 6, 7, 8, 13, 64, 100, 255, 256, 257, 300]
    for number in range(max(sizes)):
        tree.append_entry(b"entry %d" % number)
    vectors = {"roots": [], "inclusion": []}
    for size in sizes:
        vectors["roots"].append({"size": size, "root": text(tree.get_state(size))})
        for index in sorted({0, size // 3, size // 2, size - 1}):
            path = tree.prove_inclusion(index + 1, size).serialize()["path"]
            hashes = [text(bytes.fromhex(digest)) for digest in path[1:]]
            vectors["inclusion"].append({"index": index, "size": size, "proof": hashes})
    print(json.dumps(vectors, indent=1))


if __name__ == "__main__":
    main()
