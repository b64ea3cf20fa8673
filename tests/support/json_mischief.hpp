// Little changes that make an answer wrong, or leave it right by chance. Pure, but for the random
// numbers they draw.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/model/random.hpp"

namespace interlock::testing
{
using model::Random;

/// Puts something else into the place of one value, wherever it lies: another number, none, another
/// type, another hash.
void change_a_value(nlohmann::json& json, Random& random);
/// Exchanges the values of two fields of one object.
void swap_fields(nlohmann::json& json, Random& random);
/// Takes a field out of one object, or an element out of an array.
void drop_a_part(nlohmann::json& json, Random& random);
/// Repeats an element of an array, or exchanges two.
void shuffle_an_array(nlohmann::json& json, Random& random);
/// Another hash wherever this one stands, as a node would that makes a block up.
void claim_another_hash(nlohmann::json& json, Random& random);

/// Other bits, in a few places.
void flip_bits(std::string& text, Random& random);
/// A piece less, a piece twice, or an end that comes too early.
void cut_or_repeat(std::string& text, Random& random);
/// A document of so many arrays in each other.
[[nodiscard]] std::string nested_arrays(size_t depth);
}  // namespace interlock::testing
