#include "tests/unit/client/dot_check.hpp"

#include <cctype>

namespace interlock::client
{
namespace
{
bool is_word(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '.';
}

/// Words, quoted strings (with their quotes) and marks; "" at the end, "?…" for what is none.
class Tokens
{
public:
    explicit Tokens(std::string_view text) : text_{text} { next(); }

    [[nodiscard]] const std::string& peek() const { return token_; }

    std::string take()
    {
        auto out = std::move(token_);
        next();
        return out;
    }

    bool take_if(std::string_view wanted)
    {
        const bool there = token_ == wanted;
        if (there)
            next();
        return there;
    }

private:
    void next()
    {
        while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_[0])) != 0)
            text_.remove_prefix(1);
        const auto length = token_length();
        token_ = std::string{text_.substr(0, length)};
        text_.remove_prefix(length);
    }

    [[nodiscard]] size_t token_length()
    {
        if (text_.empty())
            return 0;
        if (text_.starts_with("->"))
            return 2;
        if (text_[0] == '"')
            return quoted_length();
        size_t length = 0;
        while (length < text_.size() && is_word(text_[length]))
            ++length;
        return length == 0 ? 1 : length;
    }

    [[nodiscard]] size_t quoted_length() const
    {
        for (size_t i = 1; i < text_.size(); ++i)
        {
            if (text_[i] == '\\')
                ++i;
            else if (text_[i] == '"')
                return i + 1;
        }
        return text_.size();  // Not closed: is_id refuses it.
    }

    std::string_view text_;
    std::string token_;
};

bool is_id(const std::string& token)
{
    if (token.empty())
        return false;
    if (token[0] == '"')
        return token.size() > 1 && token.back() == '"';
    return is_word(token[0]);
}

class Parser
{
public:
    explicit Parser(std::string_view text) : tokens_{text} {}

    DotGraph parse()
    {
        expect("digraph");
        id();
        block();
        if (!tokens_.peek().empty())
            fail("something follows the graph");
        return std::move(out_);
    }

private:
    void fail(const std::string& what)
    {
        if (out_.fault.empty())
            out_.fault = what + " at '" + tokens_.peek() + "'";
    }

    void expect(std::string_view token)
    {
        if (!tokens_.take_if(token))
            fail("no " + std::string{token});
    }

    std::string id()
    {
        if (!is_id(tokens_.peek()))
            fail("no id");
        return tokens_.take();
    }

    void block()
    {
        expect("{");
        while (out_.fault.empty() && !tokens_.take_if("}"))
            statement();
    }

    void statement()
    {
        if (tokens_.take_if("subgraph"))
        {
            out_.clusters.push_back(id());
            block();
            return;
        }
        auto first = id();
        if (tokens_.take_if("="))
            id();
        else if (tokens_.take_if("->"))
            out_.edges.push_back(first + " -> " + id());
        else if (first != "node" && first != "edge")
            out_.nodes.push_back(std::move(first));
        attributes();
        expect(";");
    }

    void attributes()
    {
        if (!tokens_.take_if("["))
            return;
        do
        {
            id();
            expect("=");
            id();
        } while (out_.fault.empty() && tokens_.take_if(","));
        expect("]");
    }

    Tokens tokens_;
    DotGraph out_;
};
}  // namespace

DotGraph read_dot(std::string_view text)
{
    return Parser{text}.parse();
}
}  // namespace interlock::client
